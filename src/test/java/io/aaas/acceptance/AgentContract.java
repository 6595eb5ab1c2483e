package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Agents as resources: made, found, changed, deleted.
 */
abstract class AgentContract extends LiveService {

	// Create

	@Test
	void createAnswersWithARunningAgent() {
		Reply reply = api().post("/api/v1/agents", json("{'name':'Ada','labels':{'team':'blue'}}"));
		assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
		String agent = mine(reply.text("endpoint"));
		assertThat(reply.header("Location")).isEqualTo(agent);
		assertThat(api().get(agent).body()).isEqualTo(reply.body());
		assertThat(reply.text("name")).isEqualTo("Ada");
		assertThat(reply.text("status")).isEqualTo("running");
		assertThat(reply.text("activity")).isEqualTo("idle");
		assertThat(reply.text("model_backend")).isEqualTo("offline");
		assertThat(reply.body().at("/labels/team").stringValue()).isEqualTo("blue");
		assertThat(reply.body().at("/config/template").stringValue()).isEqualTo("general");
		assertThat(processes(agent)).extracting(ProcessHandle::pid).containsExactly(pid(agent));
	}

	@Test
	void createWhenNotToBeStartedIsStopped() {
		String agent = create("{'auto_start':false}");
		Reply reply = api().get(agent);
		assertThat(state(agent)).isEqualTo("stopped");
		assertThat(reply.body().get("pid").isNull()).isTrue();
		assertThat(reply.body().get("activity").isNull()).isTrue();
		assertThat(reply.text("name")).startsWith("agent-");
		assertThat(processes(agent)).isEmpty();
	}

	@Test
	void createWhenTheTemplateIsUnknownNamesTheKnownOnes() {
		JsonNode problem = api().post("/api/v1/agents", json("{'config':{'template':'nope'}}"))
			.problem(422, "unknown_template");
		assertThat(problem.path("field").asString()).isEqualTo("config.template");
		assertThat(problem.path("known_templates").toString()).contains("\"general\"");
		assertThat(problem.path("detail").asString()).contains("general");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			config.max_turns            | {'config':{'max_turns':0}}
			config.max_turns            | {'config':{'max_turns':'5'}}
			config.temperature          | {'config':{'temperature':1.5}}
			config.effort               | {'config':{'effort':'much'}}
			config.model                | {'config':{'model':'--help'}}
			config.permission_mode      | {'config':{'permission_mode':'bypassPermissions'}}
			config.permission_mode      | {'config':{'permission_mode':'anything'}}
			config.message_timeout      | {'config':{'message_timeout':0}}
			config.approval_timeout     | {'config':{'approval_timeout':9999999}}
			config.personality          | {'config':{'personality':' '}}
			config.template             | {'config':{'template':5}}
			config.tools[1]             | {'config':{'tools':['Bash','a,b']}}
			config.environment[PATH]    | {'config':{'environment':{'PATH':'/tmp'}}}
			config.environment.TOKEN    | {'config':{'environment':{'TOKEN':'[secret]'}}}
			config.working_directory    | {'config':{'working_directory':'/etc'}}
			config.working_directory    | {'config':{'working_directory':'relative'}}
			config.working_directory    | {'config':{'working_directory':'/does/not/exist'}}
			name                        | {'name':' '}
			labels                      | {'labels':{'a:b':'c'}}
			labels.a                    | {'labels':{'a':null}}
			""")
	void createWhenAFieldIsWrongNamesItAndLeavesNothing(String field, String body) {
		Inventory before = inventory();
		JsonNode problem = api().post("/api/v1/agents", json(body)).problem(422, "invalid_field");
		assertThat(problem.path("field").asString()).isEqualTo(field);
		assertThat(inventory()).isEqualTo(before);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			nam           | {'nam':'x'}
			config.modell | {'config':{'modell':'x'}}
			""")
	void createWhenAFieldIsUnknownNamesIt(String field, String body) {
		JsonNode problem = api().post("/api/v1/agents", json(body)).problem(422, "unknown_field");
		assertThat(problem.path("field").asString()).isEqualTo(field);
	}

	@Test
	void createWhenThereAreTooManyIsRefused() {
		Reply refused = null;
		for (int i = 0; i <= 40 && refused == null; i++) {
			Reply reply = api().post("/api/v1/agents", json("{'auto_start':false}"));
			if (reply.status() == 201) {
				mine(reply.text("endpoint"));
			}
			else {
				refused = reply;
			}
		}
		assertThat(refused).isNotNull();
		Inventory before = inventory();
		Reply again = api().post("/api/v1/agents", "{}");
		assertThat(again.problem(429, "max_agents").path("limit").asInt()).isEqualTo(40);
		assertThat(again.header("Retry-After")).matches("\\d+");
		assertThat(inventory()).isEqualTo(before);
		int count = api().get("/health").body().get("agents_count").intValue();
		assertThat(count).isEqualTo(40);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			start_exit=7     | exit code 7: no licence
			no_initialize=1  | it did not answer within 4000 ms
			""")
	void createWhenTheCliDoesNotStartLeavesNothing(String fault, String detail) {
		Inventory before = inventory();
		cli().settings(fault, "start_stderr=no licence");
		Reply reply = api().post("/api/v1/agents", "{}");
		assertThat(reply.problem(503, "agent_start_failed").path("detail").asString()).contains(detail);
		assertThat(reply.header("Retry-After")).matches("\\d+");
		assertThat(inventory()).isEqualTo(before);
		JsonNode start = cli().ledger()
			.stream()
			.filter((entry) -> entry.has("agent"))
			.reduce((first, last) -> last)
			.orElseThrow();
		assertThat(Processes.ofAgent(start.get("agent").stringValue())).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "stop, 201, stopped", "delete, 404, gone", "restart, 201, running idle" })
	void createWhenSomebodyElseActsBeforeItIsReadyIsAnswered(String action, int status, String state) {
		cli().settings("start_delay_ms=700");
		CompletableFuture<Reply> creation = meanwhile(
				() -> api().post("/api/v1/agents", json("{'labels':{'key':'early'}}")));
		String list = "/api/v1/agents?label=key:early&status=starting";
		await("it is listed").until(() -> !api().get(list).body().get("data").isEmpty());
		String agent = mine(api().get(list).body().at("/data/0/endpoint").stringValue());
		Reply acted = action.equals("delete") ? api().delete(agent) : api().post(agent + "/" + action, null);
		assertThat(acted.status()).as(acted.toString()).isIn(200, 204);
		assertThat(answer(creation).status()).isEqualTo(status);
		awaitState(agent, state);
	}

	// Find

	@Test
	void listFiltersByEverythingAskedFor() {
		String red = create("{'name':'Red 100%','labels':{'color':'red','size':'a,b:c'},'auto_start':false}");
		String blue = create("{'name':'blue_one','labels':{'color':'blue'}}");
		String grey = create("{'name':'grey'}");
		api().post(grey + "/hibernate", null);
		assertThat(found("")).containsExactly(red, blue, grey);
		assertThat(found("?status=stopped")).containsExactly(red);
		assertThat(found("?status=running")).containsExactly(blue, grey);
		assertThat(found("?activity=hibernated")).containsExactly(grey);
		assertThat(found("?status=error")).isEmpty();
		assertThat(found("?label=color:red")).containsExactly(red);
		assertThat(found("?label=size:a,b:c")).containsExactly(red);
		assertThat(found("?label=color:red&label=size:x")).isEmpty();
		assertThat(found("?q=RED")).containsExactly(red);
		assertThat(found("?q=%25")).containsExactly(red);
		assertThat(found("?q=_o")).containsExactly(blue);
		assertThat(found("?template=general")).containsExactly(red, blue, grey);
		assertThat(found("?template=general@1&q=e")).containsExactly(red, blue, grey);
		assertThat(found("?template=gener%25")).isEmpty();
	}

	private List<String> found(String query) {
		Reply reply = api().get("/api/v1/agents" + query);
		assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		return endpoints(reply);
	}

	private static List<String> endpoints(Reply page) {
		return page.body().get("data").valueStream().map((agent) -> agent.get("endpoint").stringValue()).toList();
	}

	@Test
	void listWhenPagedGivesEachAgentOnce() {
		List<String> all = IntStream.range(0, 5).mapToObj((i) -> create("{'auto_start':false}")).toList();
		List<String> paged = new ArrayList<>();
		Reply page = api().get("/api/v1/agents?limit=2");
		paged.addAll(endpoints(page));
		while (page.body().get("has_more").booleanValue()) {
			assertThat(endpoints(page)).hasSize(2);
			page = api().get("/api/v1/agents?limit=2&cursor=" + page.text("next_cursor"));
			paged.addAll(endpoints(page));
		}
		assertThat(page.body().get("next_cursor").isNull()).isTrue();
		assertThat(paged).isEqualTo(all);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			status   | status=awake
			activity | activity=tired
			label    | label=color
			limit    | limit=0
			limit    | limit=1001
			limit    | limit=many
			cursor   | cursor=x
			""")
	void listWhenAParameterIsWrongNamesIt(String field, String query) {
		JsonNode problem = api().get("/api/v1/agents?" + query).problem(422, "invalid_field");
		assertThat(problem.path("field").asString()).isEqualTo(field);
	}

	@ParameterizedTest
	@ValueSource(strings = { "?q=%00", "?template=%00", "?label=a:%00", "/%E4%B8%80", "/%2A" })
	void getWhenTheValueIsOddIsNoFailureOfTheService(String path) {
		assertThat(api().get("/api/v1/agents" + path).status()).isBetween(200, 499);
	}

	@Test
	void getWhenTheAgentIsUnknownIsNotFound() {
		for (String id : List.of("nope", "0197b8a0-0000-7000-8000-000000000000")) {
			api().get("/api/v1/agents/" + id).problem(404, "agent_not_found");
			api().post("/api/v1/agents/" + id + "/start", null).problem(404, "agent_not_found");
			api().message("/api/v1/agents/" + id, "hello").problem(404, "agent_not_found");
			api().patch("/api/v1/agents/" + id, "{}").problem(404, "agent_not_found");
			api().delete("/api/v1/agents/" + id).problem(404, "agent_not_found");
		}
	}

	// Change

	@Test
	void patchMergesNameAndLabels() {
		String agent = create("{'name':'old','labels':{'a':'1','b':'2'}}");
		Reply reply = api().patch(agent, json("{'name':'new','labels':{'a':null,'c':'3'}}"));
		assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		assertThat(reply.text("name")).isEqualTo("new");
		assertThat(reply.body().get("labels").toString()).isEqualTo(json("{'b':'2','c':'3'}"));
		assertThat(api().get(agent).body()).isEqualTo(reply.body());
		assertThat(found("?label=c:3")).containsExactly(agent);
		assertThat(found("?label=a:1")).isEmpty();
		assertThat(reply.body().get("pid")).isEqualTo(api().get(agent).body().get("pid"));
		assertThat(events(agent, "agent.updated")).hasSize(1);
	}

	@Test
	void patchWhenTheProcessTakesItLiveKeepsTheProcess() {
		String agent = create("{}");
		long pid = pid(agent);
		assertThat(api().patch(agent, json("{'config':{'model':'opus','permission_mode':'plan'}}")).status())
			.isEqualTo(200);
		api().message(agent, "hello");
		assertThat(pid(agent)).isEqualTo(pid);
		assertThat(lastInit(agent, "model")).isEqualTo("opus");
		assertThat(lastInit(agent, "permissionMode")).isEqualTo("plan");
	}

	@Test
	void patchWhenATurnRunsHoldsFromTheNextTurnOn() {
		String agent = create("{}");
		long pid = pid(agent);
		String running = occupy(agent);
		assertThat(api().patch(agent, json("{'config':{'model':'haiku'}}")).status()).isEqualTo(200);
		api().post(running + "/cancel", null);
		api().message(agent, "hello");
		assertThat(pid(agent)).isEqualTo(pid);
		assertThat(lastInit(agent, "model")).isEqualTo("haiku");
	}

	@Test
	void patchWhenThePermissionModeIsTakenAwayDoesNotLeaveItInForce() {
		String agent = create("{'config':{'permission_mode':'acceptEdits'}}");
		assertThat(api().patch(agent, json("{'config':{'permission_mode':null}}")).status()).isEqualTo(200);
		api().message(agent, "hello");
		assertThat(lastInit(agent, "permissionMode")).isEqualTo("default");
	}

	@Test
	void patchWhenTheModelIsTakenAwayDoesNotLeaveItInForce() {
		String agent = create("{'config':{'model':'opus'}}");
		assertThat(api().patch(agent, json("{'config':{'model':null}}")).status()).isEqualTo(200);
		api().message(agent, "hello");
		assertThat(lastInit(agent, "model")).isEqualTo("claude-fake-1");
	}

	private String lastInit(String agent, String field) {
		return events(agent, "claude.system").stream()
			.map((event) -> event.get("data"))
			.filter((data) -> "init".equals(data.path("subtype").asString("")))
			.reduce((first, last) -> last)
			.orElseThrow()
			.get(field)
			.stringValue();
	}

	@Test
	void patchWhenTheProcessCannotTakeItLiveResumesInANewOne() {
		String agent = create("{'config':{'environment':{'COLOR':'vermilion'}}}");
		api().message(agent, "the number is 42");
		long pid = pid(agent);
		Reply reply = api().patch(agent, json("{'config':{'environment':{'SHAPE':'triangle'}}}"));
		assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		assertThat(api().message(agent, "#recall").text("response")).isEqualTo("the number is 42");
		assertThat(pid(agent)).isNotEqualTo(pid);
		assertThat(api().message(agent, "#echo-env").text("response")).contains("SHAPE=", "COLOR=");
		assertThat(processes(agent)).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			config.template          | {'config':{'template':'other'}}
			config.template          | {'config':{'template':null}}
			config.working_directory | {'config':{'working_directory':'/tmp'}}
			config.max_turns         | {'name':'new','config':{'max_turns':-1}}
			config.permission_mode   | {'name':'new','config':{'permission_mode':'bypassPermissions'}}
			config.environment.TOKEN | {'name':'new','config':{'environment':{'TOKEN':'[secret]'}}}
			name                     | {'name':'','config':{'max_turns':3}}
			""")
	void patchWhenAFieldIsWrongChangesNothing(String field, String body) {
		String agent = create("{'name':'old','auto_start':false}");
		Reply before = api().get(agent);
		JsonNode problem = api().patch(agent, json(body)).problem(422, "invalid_field");
		assertThat(problem.path("field").asString()).isEqualTo(field);
		assertThat(api().get(agent).body()).isEqualTo(before.body());
	}

	@Test
	void patchWhenTheTemplateStaysTheSameIsNoChangeOfIt() {
		String agent = create("{'auto_start':false}");
		assertThat(api().patch(agent, json("{'config':{'template':'general','max_turns':3}}")).status()).isEqualTo(200);
	}

	@Test
	void secretsAreNeverShown() {
		String secret = "hush-hush-0123456789";
		String agent = create("{'config':{'environment':{'TOKEN':'" + secret
				+ "'},'mcp_servers':{'s':{'command':'x','env':{'K':'" + secret
				+ "'}},'h':{'type':'http','url':'http://127.0.0.1:9/','headers':{'H':'" + secret + "'}}}}}");
		Reply patched = api().patch(agent, json("{'config':{'environment':{'OTHER':'" + secret + "'}}}"));
		assertThat(patched.body().at("/config/environment").toString())
			.isEqualTo(json("{'TOKEN':'[secret]','OTHER':'[secret]'}"));
		Reply told = api().message(agent, "#stderr it is " + secret + "\n#echo-env");
		assertThat(told.text("response")).contains("TOKEN=", "OTHER=");
		assertThat(List.of(patched, told, api().get(agent), api().get("/api/v1/agents"), api().get(agent + "/messages"),
				api().get(agent + "/events?limit=1000")))
			.allSatisfy((reply) -> assertThat(reply.toString().replace("#stderr it is " + secret, ""))
				.doesNotContain(secret));
	}

	// Delete

	@Test
	void deleteEndsEverythingAndRemovesWhatTheServiceMade() {
		Inventory before = inventory();
		String agent = create("{}");
		assertThat(api().message(agent, "#fork-tree 3 2").text("response")).isEqualTo("forked 14");
		assertThat(processes(agent)).hasSize(15);
		Path work = Path.of(api().get(agent).text("working_directory"));
		assertThat(work).isDirectory();
		String message = api().get(agent + "/messages").body().at("/data/0/id").stringValue();
		assertThat(api().delete(agent).status()).isEqualTo(204);
		assertThat(processes(agent)).isEmpty();
		assertThat(inventory().spools()).isEqualTo(before.spools());
		assertThat(inventory().directories()).isEqualTo(before.directories());
		for (String path : List.of("", "/messages", "/messages/" + message, "/events", "/events/1/data",
				"/approvals")) {
			api().get(agent + path).problem(404, "agent_not_found");
		}
		assertThat(found("")).isEmpty();
		api().delete(agent).problem(404, "agent_not_found");
	}

	@Test
	void deleteWhenTheWorkspaceIsToBeKeptRemovesTheRest() throws IOException {
		String agent = create("{}");
		Path work = Path.of(api().get(agent).text("working_directory"));
		Files.writeString(work.resolve("result.txt"), "42");
		assertThat(api().delete(agent + "?keep_workspace=true").status()).isEqualTo(204);
		assertThat(work.resolve("result.txt")).hasContent("42");
		assertThat(work.resolveSibling("config")).doesNotExist();
		assertThat(work.resolveSibling("tmp")).doesNotExist();
		assertThat(data().resolve("spool").resolve(id(agent))).doesNotExist();
	}

	@Test
	void deleteWhenTheDirectoryIsTheCallersKeepsIt() throws IOException {
		Path own = Files.createDirectories(data().resolve("workspaces/of-a-caller"));
		Files.writeString(own.resolve("precious.txt"), "mine");
		String agent = create("{'config':{'working_directory':'" + own + "'}}");
		assertThat(api().get(agent).text("working_directory")).isEqualTo(own.toRealPath().toString());
		assertThat(api().message(agent, "#eat-disk 1k").text("response")).isEqualTo("disk: written");
		assertThat(api().delete(agent).status()).isEqualTo(204);
		assertThat(own.resolve("precious.txt")).hasContent("mine");
		assertThat(data().resolve("workspaces/default").resolve(id(agent))).doesNotExist();
	}

	@Test
	void deleteWhenManyDeleteAtOnceSucceedsOnce() {
		String agent = create("{}");
		occupy(agent);
		List<CompletableFuture<Reply>> calls = IntStream.range(0, 8)
			.mapToObj((i) -> meanwhile(() -> api().delete(agent)))
			.toList();
		assertThat(calls).extracting((call) -> answer(call).status()).containsOnlyOnce(204).containsOnly(204, 404);
	}

	// The rest

	@Test
	void healthCountsAgentsAndProcesses() {
		JsonNode before = api().get("/health").body();
		String awake = create("{}");
		String asleep = create("{}");
		api().post(asleep + "/hibernate", null);
		create("{'auto_start':false}");
		JsonNode health = api().get("/health").body();
		assertThat(health.get("status").stringValue()).isEqualTo("healthy");
		assertThat(health.get("agents_count").intValue()).isEqualTo(before.get("agents_count").intValue() + 3);
		assertThat(health.get("live_processes").intValue()).isEqualTo(before.get("live_processes").intValue() + 1);
		assertThat(health.get("max_agents").intValue()).isEqualTo(40);
		assertThat(health.get("cli_version").stringValue()).isEqualTo("2.1.330");
		api().delete(awake);
		assertThat(api().get("/health").body().get("live_processes")).isEqualTo(before.get("live_processes"));
	}

	@Test
	void queryAnswersAndLeavesNothing() {
		Inventory before = inventory();
		Reply reply = api().post("/api/v1/query", json("{'message':'what is 6 * 7?'}"));
		assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		assertThat(reply.text("response")).isEqualTo("echo: what is 6 * 7?");
		api().post("/api/v1/query", json("{'message':'#sleep 60','timeout':1}")).problem(504, "message_timed_out");
		api().post("/api/v1/query", json("{'message':' '}")).problem(422, "invalid_field");
		assertThat(inventory().directories()).isEqualTo(before.directories());
		assertThat(inventory().spools()).isEqualTo(before.spools());
		assertThat(found("")).isEmpty();
	}

}
