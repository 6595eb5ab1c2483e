package io.aaas.claude;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ClaudeOptionsTests {

	static Stream<Arguments> wrong() {
		return Stream.of(wrong("model", (it) -> it.model = "-x"), wrong("model", (it) -> it.model = ""),
				wrong("model", (it) -> it.model = "a b"), wrong("model", (it) -> it.model = "x".repeat(129)),
				wrong("fallback_model", (it) -> it.fallbackModel = "a,,b"), wrong("effort", (it) -> it.effort = "HIGH"),
				wrong("system_prompt", (it) -> it.systemPrompt = "a\0"),
				wrong("append_system_prompt", (it) -> it.appendSystemPrompt = "x".repeat(300_000)),
				wrong("language", (it) -> it.language = "english\n"), wrong("language", (it) -> it.language = "-en"),
				wrong("max_tokens", (it) -> it.maxTokens = 0), wrong("temperature", (it) -> it.temperature = 1.1),
				wrong("temperature", (it) -> it.temperature = Double.NaN),
				wrong("tools[1]", (it) -> it.tools = List.of("Read", "Bash(ls)")),
				wrong("allowed_tools[0]", (it) -> it.allowedTools = List.of("Bash(a),Write")),
				wrong("disallowed_tools[0]", (it) -> it.disallowedTools = List.of("--x")),
				wrong("max_turns", (it) -> it.maxTurns = -1),
				wrong("max_budget_usd", (it) -> it.maxBudgetUsd = new BigDecimal("1E+999999999")),
				wrong("max_budget_usd", (it) -> it.maxBudgetUsd = BigDecimal.ZERO),
				wrong("mcp_servers", (it) -> it.mcpServers = StreamJson.object().put("a b", 1)),
				wrong("mcp_servers.a", (it) -> it.mcpServers = StreamJson.object().put("a", 1)),
				wrong("mcp_servers.a.command", (it) -> it.mcpServers = server("{\"url\":\"http://h/\"}")),
				wrong("mcp_servers.a.command", (it) -> it.mcpServers = server("{\"command\":\"\"}")),
				wrong("mcp_servers.a.type", (it) -> it.mcpServers = server("{\"type\":\"ws\",\"url\":\"ws://h\"}")),
				wrong("mcp_servers.a.url", (it) -> it.mcpServers = server("{\"type\":\"http\",\"url\":\"ftp://h\"}")),
				wrong("mcp_servers.a.args[0]", (it) -> it.mcpServers = server("{\"command\":\"x\",\"args\":[1]}")),
				wrong("mcp_servers.a.env.K", (it) -> it.mcpServers = server("{\"command\":\"x\",\"env\":{\"K\":1}}")),
				wrong("mcp_servers.a.headers", (it) -> it.mcpServers = server("{\"command\":\"x\",\"headers\":{}}")),
				wrong("mcp_servers.workspace",
						(it) -> it.mcpServers = StreamJson.object()
							.set("workspace", StreamJson.object().put("command", "x"))),
				wrong("tools[0]", (it) -> it.tools = List.of("bash")),
				wrong("tools[0]", (it) -> it.tools = List.of("Monitor")),
				wrong("disallowed_tools[1]", (it) -> it.disallowedTools = List.of("Bash", "Bsh")),
				wrong("allowed_tools[0]", (it) -> it.allowedTools = List.of("Raed(./**)")),
				wrong("max_tokens", (it) -> it.maxTokens = 128_001),
				wrong("system_prompt", (it) -> it.systemPrompt = " \n"),
				wrong("append_system_prompt", (it) -> it.appendSystemPrompt = ""), wrong("fallback_model", (it) -> {
					it.model = "opus";
					it.fallbackModel = "haiku,opus";
				}), wrong("environment[PATH]", (it) -> it.environment = Map.of("PATH", "/x")));
	}

	private static ObjectNode server(String json) {
		return StreamJson.object().set("a", JsonMapper.shared().readTree(json));
	}

	private static Arguments wrong(String field, Consumer<Options> change) {
		return arguments(field, change);
	}

	@ParameterizedTest
	@MethodSource("wrong")
	void newWhenValueIsWrongNamesField(String field, Consumer<Options> change) {
		Options options = new Options();
		change.accept(options);
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(options::build)
			.satisfies((ex) -> assertThat(ex.field()).isEqualTo(field))
			.satisfies((ex) -> assertThat(ex.detail()).matches("(must|is reserved|is required|is not known).*"));
	}

	@Test
	void permissionModeWhenUnknownIsRefused() {
		assertThat(PermissionMode.of("acceptEdits")).isSameAs(PermissionMode.ACCEPT_EDITS);
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> PermissionMode.of("auto"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "1-2-3-4-5", "../../../../etc/passwd", "--resume=x" })
	void sessionWhenIdIsNoUuidIsRefused(String id) {
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> new ClaudeSession.New(id));
		assertThatExceptionOfType(InvalidOptionException.class).isThrownBy(() -> new ClaudeSession.Resume(id));
	}

	@Test
	void toStringWhenThereAreSecretsTellsNone() {
		Options options = new Options();
		options.environment = Map.of("TOKEN", "s3cret");
		options.mcpServers = StreamJson.object().set("a", StreamJson.object().put("command", "s3cret"));
		assertThat(options.build().toString()).contains("TOKEN").doesNotContain("s3cret");
	}

}
