package io.aaas.acceptance;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.aaas.model.OfflineModel;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every field of an agent's configuration, by what arrives at the model or is done by the
 * real CLI.
 */
class ConfigMappingIT {

	private static final String SECRET = "triangle-0123456789";

	@TempDir(cleanup = CleanupMode.ON_SUCCESS)
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.aaas.acceptance.Cli#versions")
	void configurationReachesTheModel(String version) throws IOException {
		try (OfflineModel model = OfflineModel.start(0);
				RunningService service = new RunningService(this.directory,
						Map.of("CLAUDE_CODE_PATH", Cli.real(version), "SANDBOX", "none", "MODEL_BACKEND", "anthropic",
								"ANTHROPIC_API_KEY", "sk-test-0123456789", "ANTHROPIC_BASE_URL",
								model.baseUrl().toString()))) {
			Run run = new Run(model, service.start());
			run.assertDefaults();
			run.assertModelFields();
			run.assertPromptsAndPatch();
			run.assertLimits();
			run.assertBudget();
			run.assertTools();
			run.assertFallback();
			run.assertPatches();
		}
	}

	private record Run(OfflineModel model, Api api) {

		void assertDefaults() {
			String agent = create("{}");
			JsonNode asked = ask(agent, "the defaults");
			assertThat(prompt(asked)).contains("Always respond in English",
					"personality in everything you write: professional");
			patch(agent, "{'idle_timeout':1}");
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> "hibernated".equals(this.api.get(agent).text("activity")));
			assertThat(this.api.message(agent, "!history").text("response")).contains("the defaults");
		}

		void assertModelFields() {
			String agent = create("{'model':'claude-opus-4-6','effort':'low','temperature':0.5,'max_tokens':1234,"
					+ "'language':'spanish','personality':'cheerful','append_system_prompt':'APPENDED-MARK',"
					+ "'tools':['Bash','Read'],'allowed_tools':['Bash'],'environment':{'SHAPE':'" + SECRET + "'}}");
			JsonNode asked = ask(agent, "!tool Bash {\"command\":\"echo shape=$SHAPE\"}");
			assertThat(asked.path("model").asString()).isEqualTo("claude-opus-4-6");
			assertThat(asked.at("/output_config/effort").asString("")).isEqualTo("low");
			assertThat(asked.path("max_tokens").asInt()).isEqualTo(1234);
			assertThat(asked.path("temperature").asDouble()).isEqualTo(0.5);
			assertThat(asked.at("/thinking/type").asString("disabled")).isEqualTo("disabled");
			assertThat(prompt(asked)).contains("Always respond in spanish", "cheerful", "APPENDED-MARK")
				.doesNotContain("professional");
			assertThat(tools(asked)).containsExactlyInAnyOrder("Bash", "Read");
			assertThat(asked.toString()).contains("shape=" + SECRET);
			assertThat(EventLogs.read(this.api, agent).toString()).contains("shape=").doesNotContain(SECRET);
			patch(agent,
					"{'model':'claude-opus-4-7','effort':'high','temperature':null,'max_tokens':2345,'tools':['Read'],"
							+ "'personality':'terse','append_system_prompt':'OTHER-MARK'}");
			JsonNode next = ask(agent, "changed");
			assertThat(next.path("model").asString()).isEqualTo("claude-opus-4-7");
			assertThat(next.at("/output_config/effort").asString("")).isEqualTo("high");
			assertThat(next.path("max_tokens").asInt()).isEqualTo(2345);
			assertThat(next.has("temperature")).isFalse();
			assertThat(tools(next)).containsExactly("Read");
			assertThat(prompt(next)).contains("terse", "OTHER-MARK").doesNotContain("cheerful", "APPENDED-MARK");
			assertThat(next.path("messages").toString()).contains("echo shape");
			// The newest model thinks unless told so in another way.
			String newest = create("{'temperature':0.25}");
			JsonNode cool = ask(newest, "cool");
			assertThat(cool.path("temperature").asDouble()).isEqualTo(0.25);
			assertThat(cool.at("/thinking/type").asString("disabled")).isEqualTo("disabled");
		}

		void assertPromptsAndPatch() {
			String agent = create("{'system_prompt':'FIRST-MARK','language':'spanish','personality':null,"
					+ "'disallowed_tools':['Bash','WebFetch']}");
			JsonNode asked = ask(agent, "the number is 42");
			assertThat(asked.path("system").toString()).contains("FIRST-MARK").doesNotContain("interactive");
			assertThat(prompt(asked)).contains("respond in spanish").doesNotContain("professional");
			assertThat(tools(asked)).contains("Read").doesNotContain("Bash", "WebFetch");
			long pid = this.api.get(agent).body().path("pid").asLong();
			patch(agent, "{'model':'claude-opus-4-6'}");
			assertThat(ask(agent, "live").path("model").asString()).isEqualTo("claude-opus-4-6");
			assertThat(this.api.get(agent).body().path("pid").asLong()).isEqualTo(pid);
			patch(agent, "{'system_prompt':'SECOND-MARK'}");
			JsonNode next = ask(agent, "and now?");
			assertThat(next.path("system").toString()).contains("SECOND-MARK").doesNotContain("FIRST-MARK");
			assertThat(next.path("messages").toString()).contains("the number is 42", "live");
		}

		void assertLimits() {
			String turns = create("{'max_turns':1}");
			Api.Reply tooMany = this.api.message(turns,
					"!tool Bash {\"command\":\"echo 1\"}\n!tool Bash {\"command\":\"echo 2\"}");
			assertThat(LiveService.outcome(tooMany)).as(tooMany.toString()).isEqualTo("failed max_turns");
			String budget = create("{'max_budget_usd':0.000001}");
			this.api.message(budget, "spend it");
			assertThat(LiveService.outcome(this.api.message(budget, "and more"))).startsWith("budget_exceeded");
		}

		/** It is the agent's, over any number of processes. */
		void assertBudget() {
			String agent = create("{'max_budget_usd':1}");
			double one = spend(agent, "one");
			patch(agent, "{'max_budget_usd':"
					+ BigDecimal.valueOf(2.5 * one).setScale(9, RoundingMode.HALF_UP).toPlainString() + "}");
			double two = spend(agent, "two");
			assertThat(two).isGreaterThan(one).isLessThan(2.5 * one);
			this.api.message(agent, "three");
			assertThat(LiveService.outcome(this.api.message(agent, "four"))).isEqualTo("budget_exceeded max_budget");
			patch(agent, "{'max_budget_usd':1}");
			assertThat(ask(agent, "five").path("messages").toString()).contains("two").doesNotContain("four");
		}

		private double spend(String agent, String text) {
			assertThat(LiveService.outcome(this.api.message(agent, text))).isEqualTo("completed");
			assertThat(this.api.post(agent + "/hibernate", null).status()).isEqualTo(200);
			return this.api.get(agent).body().at("/usage/cost_usd").asDouble();
		}

		void assertTools() {
			String server = Path.of("src/test/resources/tiny-mcp-server.pl").toAbsolutePath().toString();
			String agent = create("{'allowed_tools':['mcp__tiny'],'mcp_servers':{'tiny':{'command':'perl','args':['"
					+ server + "'],'env':{'TINY':'from-its-environment'}}}}");
			JsonNode asked = ask(agent, "!tool mcp__tiny__ping {}");
			assertThat(asked.path("messages").toString()).contains("pong from-its-environment");
			String careful = create("{'permission_mode':'dontAsk'}");
			String write = "!tool Bash {\"command\":\"echo 1 > made.txt; cat made.txt\"}";
			assertThat(this.api.message(careful, write).text("status")).isEqualTo("completed");
			Path made = Path.of(this.api.get(careful).text("working_directory")).resolve("made.txt");
			assertThat(made).doesNotExist();
			assertThat(this.api.get(careful + "/approvals").body().path("data")).isEmpty();
			patch(careful, "{'permission_mode':'acceptEdits'}");
			assertThat(this.api.message(careful, write).text("status")).isEqualTo("completed");
			assertThat(made).hasContent("1");
			String planner = create("{'permission_mode':'plan','approval_timeout':1}");
			assertThat(this.api.message(planner, write).text("status")).isEqualTo("completed");
			assertThat(Path.of(this.api.get(planner).text("working_directory")).resolve("made.txt")).doesNotExist();
		}

		void assertFallback() {
			String agent = create("{'model':'claude-opus-4-6','fallback_model':'claude-sonnet-4-5'}");
			JsonNode asked = ask(agent, "!status 529 3\nwho answers?");
			assertThat(asked.path("model").asString()).isEqualTo("claude-sonnet-4-5");
		}

		/** What else can be changed, by what arrives after the change. */
		void assertPatches() {
			String server = Path.of("src/test/resources/tiny-mcp-server.pl").toAbsolutePath().toString();
			String agent = create("{'language':'spanish','tools':['Bash','Read'],'allowed_tools':['Bash'],"
					+ "'environment':{'SHAPE':'triangle','SIZE':'small'},'max_turns':1}");
			ask(agent, "before");
			patch(agent, "{'language':'german','tools':null,'disallowed_tools':['Edit'],'max_turns':null,"
					+ "'allowed_tools':['Bash','mcp__tiny'],'environment':{'SHAPE':'square','SIZE':null},'temperature':0.75,"
					+ "'mcp_servers':{'tiny':{'command':'perl','args':['" + server + "'],'env':{'TINY':'patched'}}}}");
			JsonNode asked = ask(agent,
					"!tool Bash {\"command\":\"echo shape=$SHAPE size=$SIZE.\"}\n!tool mcp__tiny__ping {}");
			// 2.1.330 tells the language where it changes: what was told before stays in
			// the history.
			assertThat(prompt(asked).lastIndexOf("respond in german"))
				.isGreaterThan(prompt(asked).lastIndexOf("respond in spanish"));
			assertThat(asked.path("temperature").asDouble()).isEqualTo(0.75);
			assertThat(tools(asked)).contains("Write").doesNotContain("Edit");
			assertThat(asked.path("messages").toString()).contains("shape=square size=.", "pong patched");
			patch(agent,
					"{'language':null,'disallowed_tools':null,'mcp_servers':null,'environment':null,'temperature':null}");
			JsonNode bare = ask(agent, "!tool Bash {\"command\":\"echo now=$SHAPE.\"}");
			assertThat(prompt(bare).lastIndexOf("respond in german")).isLessThan(prompt(bare).indexOf("echo now"));
			assertThat(bare.has("temperature")).isFalse();
			assertThat(tools(bare)).contains("Write", "Edit");
			assertThat(bare.path("messages").toString()).contains("now=.");
		}

		private String create(String config) {
			return this.api.createAgent(LiveService.json("{'config':" + config + "}"));
		}

		private void patch(String agent, String config) {
			Api.Reply reply = this.api.patch(agent, LiveService.json("{'config':" + config + "}"));
			assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		}

		/** The model's last request for a message. */
		private JsonNode ask(String agent, String text) {
			Api.Reply reply = this.api.message(agent, text);
			assertThat(reply.text("status")).as(reply.toString()).isEqualTo("completed");
			List<JsonNode> asked = this.model.requests()
				.stream()
				.filter((request) -> request.method().equals("POST") && !request.path().contains("count_tokens"))
				.map((request) -> JsonMapper.shared().readTree(request.body()))
				.filter((request) -> request.path("stream").asBoolean(false)
						&& request.at("/output_config/format").isMissingNode())
				.toList();
			return asked.getLast();
		}

		private static String prompt(JsonNode request) {
			return request.path("system").toString() + request.path("messages");
		}

		private static List<String> tools(JsonNode request) {
			return request.path("tools").valueStream().map((tool) -> tool.path("name").asString("")).toList();
		}

	}

}
