package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Every field of a configuration can be set, changed and removed by a merge patch (RFC
 * 7396), and what the CLI is started with afterwards is the new value.
 */
class PatchTests extends LiveService {

	private static final Set<String> IMMUTABLE = Set.of("template", "working_directory");

	/** A field, a value, and another. */
	static Stream<Arguments> fields() {
		return Stream.of(arguments("model", "'opus'", "'sonnet'"),
				arguments("fallback_model", "'haiku'", "'opus,haiku'"), arguments("effort", "'low'", "'max'"),
				arguments("language", "'spanish'", "'de'"), arguments("personality", "'cheerful'", "'terse'"),
				arguments("system_prompt", "'FIRST'", "'SECOND'"),
				arguments("append_system_prompt", "'FIRST'", "'SECOND'"), arguments("max_tokens", "1234", "128000"),
				arguments("temperature", "0.5", "1.0"), arguments("tools", "['Bash','Read']", "[]"),
				arguments("allowed_tools", "['Bash(git log:*)']", "['Read','Bash(ls)']"),
				arguments("disallowed_tools", "['WebFetch']", "[]"),
				arguments("permission_mode", "'plan'", "'dontAsk'"), arguments("max_turns", "3", "4"),
				arguments("max_budget_usd", "0.5", "1.25"), arguments("integration", "'git'", "'fetch'"),
				arguments("integrations", "['git','fetch']", "['filesystem']"),
				arguments("mcp_servers", "{'own':{'command':'x'}}", "{'own':{'args':['y']}}"),
				arguments("environment", "{'SHAPE':'triangle'}", "{'SHAPE':'square','COLOUR':'blue'}"),
				arguments("idle_timeout", "60", "604800"), arguments("approval_timeout", "1", "2"),
				arguments("message_timeout", "10", "20"));
	}

	@Test
	void everyFieldIsTried() throws IOException {
		Set<String> tried = new TreeSet<>(IMMUTABLE);
		fields().forEach((field) -> tried.add((String) field.get()[0]));
		assertThat(tried).isEqualTo(new TreeSet<>(ApiDocument.read().properties("AgentConfig")));
	}

	@ParameterizedTest
	@MethodSource("fields")
	void patchSetsChangesAndRemoves(String field, String first, String second) {
		String agent = create("{'name':'patched','labels':{'a':'1'},'auto_start':false}");
		ObjectNode others = without(field, config(agent));
		assertThat(patched(agent, field, first)).isEqualTo(shown(field, first));
		assertThat(without(field, config(agent))).isEqualTo(others);
		JsonNode merged = shown(field, field.equals("mcp_servers") ? "{'own':{'command':'x','args':['y']}}" : second);
		assertThat(patched(agent, field, second)).isEqualTo(merged);
		assertThat(patched(agent, field, second)).isEqualTo(merged);
		assertThat(patched(agent, field, "null").isMissingNode()).isTrue();
		assertThat(config(agent)).isEqualTo(others);
		Reply reply = api().get(agent);
		assertThat(reply.text("name")).isEqualTo("patched");
		assertThat(reply.body().get("labels").toString()).isEqualTo(json("{'a':'1'}"));
		assertThat(reply.text("status")).isEqualTo("stopped");
	}

	@Test
	void patchWhenAMemberOfAnObjectIsNullRemovesThatMember() {
		String agent = create(
				"{'labels':{'a':'1','b':'2'},'auto_start':false,'config':{'environment':{'A':'1','B':'2'},"
						+ "'mcp_servers':{'one':{'command':'x','env':{'K':'1','L':'2'}},'two':{'command':'y'}}}}");
		Reply reply = api().patch(agent, json("{'name':'new','labels':{'a':null,'b':'','nope':null},'config':{"
				+ "'environment':{'A':null},'mcp_servers':{'two':null,'one':{'env':{'K':null}}}}}"));
		assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		assertThat(reply.text("name")).isEqualTo("new");
		assertThat(reply.body().get("labels").toString()).isEqualTo(json("{'b':''}"));
		assertThat(reply.body().at("/config/environment").toString()).isEqualTo(json("{'B':'[secret]'}"));
		assertThat(reply.body().at("/config/mcp_servers").toString())
			.isEqualTo(json("{'one':{'command':'x','env':{'L':'[secret]'}}}"));
		assertThat(api().patch(agent, json("{'name':null,'labels':null,'config':null}")).body().path("name").asString())
			.isEqualTo("new");
	}

	@ParameterizedTest
	@ValueSource(strings = { "'template':'other'", "'template':null", "'working_directory':'/tmp'" })
	void patchWhenAFieldIsImmutableIsRefused(String field) {
		String agent = create("{'auto_start':false}");
		JsonNode problem = api().patch(agent, json("{'config':{" + field + "}}")).problem(422, "invalid_field");
		assertThat(problem.path("detail").asString()).contains("cannot be changed");
	}

	@Test
	void theNextProcessIsStartedWithTheNewValues() throws IOException {
		String agent = create("{}");
		long before = pid(agent);
		String all = fields().filter((field) -> !"integration".equals(field.get()[0]))
			.map((field) -> "'" + field.get()[0] + "':" + field.get()[1])
			.reduce((one, other) -> one + "," + other)
			.orElseThrow();
		patch(agent, "{" + all + "}");
		assertThat(api().message(agent, "one").status()).isEqualTo(200);
		assertThat(pid(agent)).isNotEqualTo(before);
		assertThat(started(agent)).contains("--model=opus", "--fallback-model=haiku", "--effort=low",
				"\"language\":\"spanish\"", "FIRST", "cheerful", "CLAUDE_CODE_MAX_OUTPUT_TOKENS=1234",
				"{\"temperature\":0.5}", "--tools=Bash,Read", "--allowedTools=Bash(git log:*)", "WebFetch",
				"--permission-mode=plan", "--max-turns=3", "--max-budget-usd=0.5", "\"own\"", "mcp-server-git",
				"SHAPE=triangle");
		patch(agent,
				"{'fallback_model':null,'effort':'max','language':null,'personality':null,'system_prompt':null,"
						+ "'append_system_prompt':'SECOND','max_tokens':null,'temperature':null,'tools':null,"
						+ "'allowed_tools':['Read'],'disallowed_tools':null,'max_turns':4,'max_budget_usd':null,"
						+ "'mcp_servers':null,'integrations':null,'environment':{'SHAPE':null,'COLOUR':'blue'}}");
		assertThat(api().message(agent, "#recall").text("response")).isEqualTo("one");
		assertThat(started(agent))
			.contains("--model=opus", "--effort=max", "SECOND", "--allowedTools=Read", "--max-turns=4", "COLOUR=blue")
			.doesNotContain("--fallback-model", "spanish", "FIRST", "cheerful", "MAX_OUTPUT_TOKENS", "temperature",
					"--tools=", "WebFetch", "--max-budget-usd", "--mcp-config", "SHAPE");
	}

	/** The command line, the files it names, and the environment of the process. */
	private static String started(String agent) throws IOException {
		ProcessHandle process = processes(agent).getFirst();
		List<String> parts = new ArrayList<>(Arrays.asList(process.info().arguments().orElseThrow()));
		for (String argument : List.copyOf(parts)) {
			if (argument.contains("-file=/") || argument.startsWith("--mcp-config=")) {
				parts.add(Files.readString(Path.of(argument.substring(argument.indexOf('=') + 1))));
			}
		}
		parts.add(Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ")).replace('\0', '\n'));
		return String.join("\n", parts);
	}

	private JsonNode patched(String agent, String field, String value) {
		return patch(agent, "{'" + field + "':" + value + "}").path(field);
	}

	private JsonNode patch(String agent, String config) {
		Reply reply = api().patch(agent, json("{'config':" + config + "}"));
		assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		assertThat(reply.body().get("config")).isEqualTo(config(agent));
		return reply.body().get("config");
	}

	private ObjectNode config(String agent) {
		return (ObjectNode) api().get(agent).body().get("config");
	}

	private static ObjectNode without(String field, ObjectNode config) {
		config.remove(field);
		return config;
	}

	/** The values of an environment can be written and not read. */
	private static JsonNode shown(String field, String value) {
		JsonNode shown = JsonMapper.shared().readTree(json(value));
		if (field.equals("environment")) {
			ObjectNode hidden = (ObjectNode) shown;
			hidden.propertyNames().forEach((name) -> hidden.put(name, "[secret]"));
		}
		return shown;
	}

}
