package io.aaas.agent;

import java.util.function.Consumer;

import io.aaas.problem.JsonProblems;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.template.IntegrationCatalog;
import io.aaas.template.TemplateCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AgentConfigsTests {

	private static AnnotationConfigApplicationContext context;

	private static AgentConfigs configs;

	@BeforeAll
	static void openContext() throws ClassNotFoundException {
		context = new AnnotationConfigApplicationContext(Templates.class,
				// The mapper of the API; its package keeps it to itself.
				Class.forName("io.aaas.StrictJsonConfiguration"));
		configs = new AgentConfigs(context.getBean(TemplateCatalog.class), context.getBean(IntegrationCatalog.class),
				context.getBean(JsonMapper.class), context.getBean(JsonProblems.class));
	}

	@AfterAll
	static void closeContext() {
		context.close();
	}

	@Test
	void effectiveWhenNothingIsAskedIsTheTemplates() {
		ObjectNode config = configs.effective(configs.template(null), null);
		assertThat(config.path("template").stringValue()).isEqualTo("general");
		assertThat(config.path("permission_mode").stringValue()).isEqualTo("acceptEdits");
		ObjectNode again = configs.effective(configs.template(object("{}")), object("{}"));
		assertThat(again).isEqualTo(config);
		again.put("model", "changed");
		assertThat(configs.effective(configs.template(object("{'template':null}")), null)).isEqualTo(config);
	}

	@Test
	void effectiveWhenFieldsAreAskedLaysThemOverTheTemplate() {
		ObjectNode requested = object(
				"{'template':'general','model':'sonnet','permission_mode':null,'disallowed_tools':['Bash']}");
		ObjectNode config = configs.effective(configs.template(requested), requested);
		assertThat(config).isEqualTo(object("{'language':'en','personality':'professional',"
				+ "'disallowed_tools':['Bash'],'template':'general','model':'sonnet'}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'model':'a'}                               | {'model':'b'}                             | {'model':'b'}
					{'model':'a'}                               | {'max_turns':3}                           | {'model':'a','max_turns':3}
					{'model':'a','max_turns':3}                 | {'model':null}                            | {'max_turns':3}
					{'model':'a'}                               | {'max_turns':null}                        | {'model':'a'}
					{'model':'a'}                               | {}                                        | {'model':'a'}
					{'tools':['Bash','Read']}                   | {'tools':['Edit']}                        | {'tools':['Edit']}
					{'environment':{'A':'1','B':'2'}}           | {'environment':{'B':null,'C':'3'}}        | {'environment':{'A':'1','C':'3'}}
					{}                                          | {'environment':{'A':null,'B':'2'}}        | {'environment':{'B':'2'}}
					{'environment':{'A':'1'}}                   | {'environment':null}                      | {}
					{'mcp_servers':{'s':{'command':'c','env':{'A':'1'}}}} | {'mcp_servers':{'s':{'env':{'B':'2'}}}} | {'mcp_servers':{'s':{'command':'c','env':{'A':'1','B':'2'}}}}
					{'template':'general','model':'a'}          | {'template':'general','model':'b'}        | {'template':'general','model':'b'}
					{}                                          | {'working_directory':null}                | {}
					""")
	void patchedWhenPatchIsMergedFollowsRfc7396(String config, String patch, String expected) {
		ObjectNode before = object(config);
		ObjectNode patched = configs.patched(before, object(patch));
		assertThat(patched).isEqualTo(object(expected));
		assertThat(before).isEqualTo(object(config));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'template':'other'}               | config.template
			{'template':null}                  | config.template
			{'working_directory':'/elsewhere'} | config.working_directory
			{'working_directory':null}         | config.working_directory
			""")
	void patchedWhenFieldCannotChangeIsRefused(String patch, String field) {
		assertInvalid(field,
				(it) -> it.patched(object("{'template':'general','working_directory':'/work'}"), object(patch)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'environment':{'TOKEN':'[secret]'}}                                 | config.environment.TOKEN
					{'mcp_servers':{'s':{'command':'c','env':{'K':'[secret]'}}}}         | config.mcp_servers.s.env.K
					{'mcp_servers':{'s':{'type':'http','url':'http://x','headers':{'H':'[secret]'}}}} | config.mcp_servers.s.headers.H
					""")
	void patchedWhenValueIsTheMarkOfHiddenOneIsRefused(String patch, String field) {
		assertInvalid(field, (it) -> it.patched(object("{'environment':{'TOKEN':'t0p'}}"), object(patch)));
		assertInvalid(field, (it) -> it.effective(it.template(null), object(patch)));
	}

	@Test
	void shownWhenThereAreSecretsHidesTheirValuesOnly() {
		ObjectNode config = object("{'model':'m','environment':{'TOKEN':'t0p','EMPTY':''},'mcp_servers':{"
				+ "'a':{'command':'c','args':['x'],'env':{'KEY':'t0p'}},"
				+ "'b':{'type':'http','url':'http://x','headers':{'Authorization':'t0p'}}}}");
		ObjectNode before = config.deepCopy();
		ObjectNode shown = AgentConfigs.shown(config);
		assertThat(shown.toString()).doesNotContain("t0p");
		assertThat(shown)
			.isEqualTo(object("{'model':'m','environment':{'TOKEN':'[secret]','EMPTY':'[secret]'},'mcp_servers':{"
					+ "'a':{'command':'c','args':['x'],'env':{'KEY':'[secret]'}},"
					+ "'b':{'type':'http','url':'http://x','headers':{'Authorization':'[secret]'}}}}"));
		assertThat(config).isEqualTo(before);
		assertThat(AgentConfigs.shown(object("{}"))).isEqualTo(object("{}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'model':'--flag'}                       | config.model
			{'temperature':2}                        | config.temperature
			{'max_turns':0}                          | config.max_turns
			{'permission_mode':'everything'}         | config.permission_mode
			{'permission_mode':'bypassPermissions'}  | config.permission_mode
			{'approval_timeout':0}                   | config.approval_timeout
			{'message_timeout':604801}               | config.message_timeout
			{'personality':' '}                      | config.personality
			{'personality':'a\\nb'}                  | config.personality
			{'environment':{'PATH':'x'}}             | config.environment[PATH]
			{'allowed_tools':['Bash','a b']}         | config.allowed_tools[1]
			{'template':7}                           | config.template
			""")
	void effectiveWhenValueIsWrongNamesTheField(String requested, String field) {
		assertInvalid(field, (it) -> it.effective(it.template(object(requested)), object(requested)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{'max_turns':'3'}             | config.max_turns
			{'max_turns':3.5}             | config.max_turns
			{'model':5}                   | config.model
			{'tools':'Bash'}              | config.tools
			{'unknown':1}                 | config.unknown
			{'environment':{'A':1}}       | config.environment.A
			{'mcp_servers':[]}            | config.mcp_servers
			""")
	void effectiveWhenTypeIsWrongNamesTheField(String requested, String field) {
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> configs.effective(configs.template(null), object(requested)))
			.satisfies((ex) -> assertThat(ex.members()).containsEntry("field", field));
	}

	@Test
	void templateWhenThereIsNoneOfTheNameTellsWhichThereAre() {
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> configs.template(object("{'template':'nope'}")))
			.satisfies((ex) -> {
				assertThat(ex.type()).isEqualTo(ProblemType.UNKNOWN_TEMPLATE);
				assertThat(ex.detail()).contains("general");
			});
	}

	private static void assertInvalid(String field, Consumer<AgentConfigs> action) {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> action.accept(configs)).satisfies((ex) -> {
			assertThat(ex.type()).isEqualTo(ProblemType.INVALID_FIELD);
			assertThat(ex.members()).containsEntry("field", field);
			assertThat(ex.detail()).startsWith(field + " ").doesNotContain("t0p");
		});
	}

	private static ObjectNode object(String json) {
		return (ObjectNode) JsonMapper.shared().readTree(json.replace('\'', '"'));
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ JacksonAutoConfiguration.class, JsonProblems.class })
	@ComponentScan(basePackageClasses = TemplateCatalog.class)
	static class Templates {

	}

}
