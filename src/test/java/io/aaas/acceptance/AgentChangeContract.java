package io.aaas.acceptance;

import java.util.List;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be changed of an agent, and what of it is never shown.
 */
abstract class AgentChangeContract extends LiveService {

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

}
