package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.aaas.acceptance.Api.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A value that cannot be honoured is refused by the name of its field, and leaves
 * nothing.
 */
class BadValueTests extends LiveService {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			model                        | 'model':''
			model                        | 'model':'a b'
			model                        | 'model':5
			fallback_model               | 'fallback_model':'a,,b'
			fallback_model               | 'model':'opus','fallback_model':'haiku,opus'
			effort                       | 'effort':'HIGH'
			language                     | 'language':''
			language                     | 'language':'-en'
			language                     | 'language':5
			personality                  | 'personality':''
			personality                  | 'personality':'two\\nlines'
			system_prompt                | 'system_prompt':''
			system_prompt                | 'system_prompt':'a\\u0000b'
			append_system_prompt         | 'append_system_prompt':'  '
			max_tokens                   | 'max_tokens':0
			max_tokens                   | 'max_tokens':128001
			max_tokens                   | 'max_tokens':1.5
			max_tokens                   | 'max_tokens':99999999999
			temperature                  | 'temperature':-0.1
			temperature                  | 'temperature':1.1
			temperature                  | 'temperature':'0.5'
			temperature                  | 'temperature':1e400
			tools                        | 'tools':'Bash'
			tools[0]                     | 'tools':['bash']
			tools[0]                     | 'tools':['']
			tools[1]                     | 'tools':['Read',null]
			allowed_tools[0]             | 'allowed_tools':['Bsh']
			allowed_tools[0]             | 'allowed_tools':['Bash(a),Write']
			allowed_tools[0]             | 'allowed_tools':['--x']
			allowed_tools                | 'allowed_tools':{}
			disallowed_tools[1]          | 'disallowed_tools':['Bash','Webfetch']
			disallowed_tools[0]          | 'disallowed_tools':[null]
			permission_mode              | 'permission_mode':'auto'
			permission_mode              | 'permission_mode':'bypassPermissions'
			permission_mode              | 'permission_mode':''
			max_turns                    | 'max_turns':-1
			max_turns                    | 'max_turns':true
			max_budget_usd               | 'max_budget_usd':0
			max_budget_usd               | 'max_budget_usd':-1
			max_budget_usd               | 'max_budget_usd':'5'
			max_budget_usd               | 'max_budget_usd':1e12
			integrations                 | 'integrations':'fetch'
			integrations[1]              | 'integrations':['fetch','fetch']
			integrations[0]              | 'integration':'fetch','integrations':['fetch']
			integration                  | 'integration':'git','mcp_servers':{'git':{'command':'x'}}
			integration                  | 'integration':['git']
			integrations[0]              | 'integrations':[null]
			mcp_servers                  | 'mcp_servers':{'a b':{'command':'x'}}
			mcp_servers.a                | 'mcp_servers':{'a':1}
			mcp_servers.a.command        | 'mcp_servers':{'a':{'url':'http://h/'}}
			mcp_servers.a.command        | 'mcp_servers':{'a':{'command':5}}
			mcp_servers.a.type           | 'mcp_servers':{'a':{'type':'ws','url':'ws://h/'}}
			mcp_servers.a.url            | 'mcp_servers':{'a':{'type':'http','url':'file:///etc'}}
			mcp_servers.a.headers.K      | 'mcp_servers':{'a':{'type':'sse','url':'http://h/','headers':{'K':1}}}
			mcp_servers.a.cwd            | 'mcp_servers':{'a':{'command':'x','cwd':'/'}}
			mcp_servers.workspace        | 'mcp_servers':{'workspace':{'command':'x'}}
			environment[PATH]            | 'environment':{'PATH':'/x'}
			environment[ANTHROPIC_API_KEY] | 'environment':{'ANTHROPIC_API_KEY':'x'}
			environment[lower]           | 'environment':{'lower':'x'}
			environment.A                | 'environment':{'A':5}
			environment[A]               | 'environment':{'A':'a\\u0000b'}
			environment                  | 'environment':['A=b']
			idle_timeout                 | 'idle_timeout':0
			idle_timeout                 | 'idle_timeout':604801
			approval_timeout             | 'approval_timeout':-1
			message_timeout              | 'message_timeout':'10s'
			""")
	void configWhenAValueIsWrongNamesTheField(String field, String config) {
		Inventory before = inventory();
		int starts = cli().ledger().size();
		String body = json("{'config':{" + config + "}}");
		refused(api().post("/api/v1/agents", body), field);
		refused(api().post("/api/v1/query", json("{'message':'hello','config':{" + config + "}}")), field);
		assertThat(inventory()).isEqualTo(before);
		assertThat(cli().ledger()).hasSize(starts);
		String agent = create("{'auto_start':false}");
		JsonNode unchanged = api().get(agent).body();
		refused(api().patch(agent, body), field);
		assertThat(api().get(agent).body()).isEqualTo(unchanged);
		assertThat(processes(agent)).isEmpty();
	}

	private static void refused(Reply reply, String field) {
		assertThat(reply.problem(422, "invalid_field").path("field").asString()).as(reply.toString())
			.isEqualTo("config." + field);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			422 | unknown_field     | config.idle_timout  | {'config':{'idle_timout':5}}
			422 | invalid_field     | config.template     | {'config':{'template':['general']}}
			422 | unknown_template  | config.template     | {'config':{'template':'nope'}}
			422 | unknown_integration | config.integration | {'config':{'integration':'nope'}}
			422 | unknown_integration | config.integrations[1] | {'config':{'integrations':['git','nope']}}
			422 | invalid_field     | config              | {'config':'general'}
			422 | invalid_field     | name                | {'name':5}
			422 | invalid_field     | labels              | {'labels':['a']}
			422 | invalid_field     | labels.a            | {'labels':{'a':5}}
			422 | invalid_field     | auto_start          | {'auto_start':'yes'}
			422 | invalid_field     | auto_start          | {'auto_start':' '}
			422 | invalid_field     | labels              | {'labels':''}
			422 | invalid_field     | config              | {'config':''}
			422 | invalid_field     | config.max_turns    | {'config':{'max_turns':' '}}
			422 | invalid_field     | config.tools        | {'config':{'tools':''}}
			400 | malformed_request |                     | {'config':
			400 | malformed_request |                     | []
			400 | malformed_request |                     | {'name':'a','name':'b'}
			""")
	void createWhenTheBodyIsWrongLeavesNothing(int status, String code, @Nullable String field, String body) {
		Inventory before = inventory();
		JsonNode problem = api().post("/api/v1/agents", json(body)).problem(status, code);
		assertThat(problem.path("field").asString("")).isEqualTo((field != null) ? field : "");
		assertThat(inventory()).isEqualTo(before);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					message           | {}
					message           | {'message':null}
					message           | {'message':' \\n'}
					message           | {'message':5}
					message           | {'message':[]}
					message           | {'message':{'type':'text'}}
					message[0].type   | {'message':[{'type':'tool_result'}]}
					message[0].type   | {'message':['text']}
					message[1].text   | {'message':[{'type':'text','text':'a'},{'type':'text','text':''}]}
					message[0].source | {'message':[{'type':'image','source':'x'}]}
					message[0].source.data | {'message':[{'type':'image','source':{'type':'base64','data':null}}]}
					message[0].source.media_type | {'message':[{'type':'document','source':{'media_type':5,'data':''}}]}
					timeout           | {'message':'a','timeout':0}
					timeout           | {'message':'a','timeout':604801}
					timeout           | {'message':'a','timeout':'5'}
					output_schema     | {'message':'a','output_schema':'text'}
					output_schema.type | {'message':'a','output_schema':{'properties':{}}}
					output_schema.properties.a.type | {'message':'a','output_schema':{'type':'object','properties':{'a':{'type':'x'}}}}
					""")
	void messageWhenAFieldIsWrongLeavesNothing(String field, String body) {
		String agent = create("{}");
		Inventory before = inventory();
		JsonNode problem = api().post(agent + "/messages", json(body)).problem(422, "invalid_field");
		assertThat(problem.path("field").asString()).isEqualTo(field);
		api().post(agent + "/messages", json("{'message':'a'}"), "Prefer", "wait=soon").problem(422, "invalid_field");
		assertThat(inventory()).isEqualTo(before);
		assertThat(state(agent)).isEqualTo("running idle");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/messages?limit=0          | limit
			/messages?limit=x          | limit
			/messages?limit=1001       | limit
			/messages?cursor=x         | cursor
			/messages?status=done      | status
			/events?after=-1           | after
			/events?after=x            | after
			/events?limit=0            | limit
			/events?types=nope         | types
			/approvals?status=open     | status
			/approvals?limit=-5        | limit
			/approvals?cursor=%27      | cursor
			""")
	void listWhenAParameterIsWrongNamesIt(String path, String field) {
		String agent = create("{'auto_start':false}");
		assertThat(api().get(agent + path).problem(422, "invalid_field").path("field").asString()).isEqualTo(field);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			422 | invalid_field      | decision      | {}
			422 | invalid_field      | decision      | {'decision':'perhaps'}
			422 | invalid_field      | updated_input | {'decision':'allow','updated_input':'x'}
			422 | invalid_field      | answers       | {'answers':[]}
			422 | invalid_field      | remember      | {'decision':'allow','remember':'ever'}
			422 | unknown_field      | verdict       | {'verdict':'allow'}
			404 | approval_not_found |               | {'decision':'allow'}
			""")
	void approvalWhenTheAnswerIsWrongIsRefused(int status, String code, @Nullable String field, String body) {
		String agent = create("{'auto_start':false}");
		JsonNode problem = api().post(agent + "/approvals/0197b8a0-0000-7000-8000-000000000000", json(body))
			.problem(status, code);
		assertThat(problem.path("field").asString("")).isEqualTo((field != null) ? field : "");
	}

	@Test
	void numbersOfACallerStayAsTheyAre() {
		String agent = create("{}");
		String context = "{'huge':1e400,'tiny':-1e-400,'exact':0.12345678901234567890123,'long':12345678901234567890}";
		Reply reply = api().post(agent + "/messages", json("{'message':'hello','context':" + context + "}"));
		assertThat(reply.status()).isEqualTo(200);
		assertThat(reply.text("response")).contains("1E+400", "-1E-400", "0.12345678901234567890123",
				"12345678901234567890");
		assertThat(reply.body().path("context").path("huge").isNumber()).isTrue();
		assertThat(api().text(agent + "/messages")).contains("1E+400");
	}

	@Test
	void queryWhenItsAgentIsDeletedTellsHowTheMessageEnded() {
		CompletableFuture<Reply> query = meanwhile(
				() -> api().post("/api/v1/query", json("{'message':'" + ENDLESS + "'}")));
		await("its agent is busy").until(() -> !found("?q=query&activity=busy").isEmpty());
		api().delete(found("?q=query").getFirst());
		Reply reply = answer(query);
		assertThat(reply.status()).isEqualTo(200);
		assertThat(outcome(reply)).isEqualTo("interrupted agent_deleted");
	}

	@Test
	void presetsAreListed() {
		JsonNode templates = api().get("/api/v1/templates").body();
		assertThat(names(templates)).contains("general");
		assertThat(templates.path("has_more").asBoolean(true)).isFalse();
		JsonNode general = api().get("/api/v1/templates/general").body();
		assertThat(general.at("/config/language").asString()).isEqualTo("en");
		assertThat(general.at("/config/personality").asString()).isEqualTo("professional");
		api().get("/api/v1/templates/nope").problem(404, "template_not_found");
		JsonNode integrations = api().get("/api/v1/integrations").body();
		assertThat(names(integrations)).containsExactly("fetch", "filesystem", "git");
	}

	@Test
	void integrationsAndServersAreMerged() {
		String agent = create("{'auto_start':false,'config':{'integration':'git','integrations':['fetch'],"
				+ "'mcp_servers':{'own':{'command':'x'}}}}");
		assertThat(api().get(agent).body().at("/config/mcp_servers").propertyNames()).containsExactly("own");
		assertThat(api().post(agent + "/start", null).status()).isEqualTo(200);
		assertThat(servers(agent)).contains("\"own\"", "mcp-server-git", "mcp-server-fetch");
	}

	private static List<String> names(JsonNode page) {
		return page.path("data").valueStream().map((preset) -> preset.path("name").asString("")).toList();
	}

	private static String servers(String agent) {
		return processes(agent).getFirst()
			.info()
			.arguments()
			.map((arguments) -> Arrays.stream(arguments)
				.filter((argument) -> argument.startsWith("--mcp-config="))
				.map((argument) -> read(Path.of(argument.substring("--mcp-config=".length()))))
				.findFirst()
				.orElse(""))
			.orElse("");
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void idleTimeoutOfTheAgentHoldsAtOnce() {
		String agent = create("{}");
		long pid = pid(agent);
		assertThat(api().patch(agent, json("{'config':{'idle_timeout':1}}")).status()).isEqualTo(200);
		assertThat(pid(agent)).isEqualTo(pid);
		awaitState(agent, "running hibernated");
	}

}
