package io.aaas.claude;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an agent's configuration asks of the CLI. Every value is checked when the record
 * is made, so that none can become a flag or change another; {@code null} leaves the
 * CLI's own default.
 *
 * @param model a model's name or alias
 * @param fallbackModel the model to use while the first is overloaded; several, in order,
 * with commas
 * @param effort {@code low}, {@code medium}, {@code high}, {@code xhigh} or {@code max}
 * @param systemPrompt replaces the CLI's system prompt
 * @param appendSystemPrompt is added to the system prompt
 * @param language the language of the replies, such as {@code spanish} or {@code en}
 * @param maxTokens the most tokens in one reply of the model
 * @param temperature 0 to 1; anything but 1 switches thinking off, as the Messages API
 * demands
 * @param tools the tools there are, by name; empty for none
 * @param allowedTools rules for what runs without asking, such as {@code Bash(git log:*)}
 * @param disallowedTools rules for what is denied
 * @param permissionMode what happens to a tool call that no rule covers
 * @param maxTurns the most calls of the model in one turn
 * @param maxBudgetUsd what this launch may cost in US dollars
 * @param mcpServers an object of MCP servers by name, as in the CLI's
 * {@code --mcp-config}
 * @param outputSchema what the answer of every turn is held to
 * @param environment variables for the CLI and its tools, see {@link ClaudeEnvironment}
 */
public record ClaudeOptions(@Nullable String model, @Nullable String fallbackModel, @Nullable String effort,
		@Nullable String systemPrompt, @Nullable String appendSystemPrompt, @Nullable String language,
		@Nullable Integer maxTokens, @Nullable Double temperature, @Nullable List<String> tools,
		@Nullable List<String> allowedTools, @Nullable List<String> disallowedTools,
		@Nullable PermissionMode permissionMode, @Nullable Integer maxTurns, @Nullable BigDecimal maxBudgetUsd,
		@Nullable ObjectNode mcpServers, @Nullable OutputSchema outputSchema, Map<String, String> environment) {

	/** All of the CLI's own defaults. */
	public static final ClaudeOptions NONE = new ClaudeOptions(null, null, null, null, null, null, null, null, null,
			null, null, null, null, null, null, null, Map.of());

	private static final BigDecimal LEAST_BUDGET = new BigDecimal("0.000001");

	public ClaudeOptions {
		OptionRules.model("model", model);
		OptionRules.models("fallback_model", fallbackModel);
		OptionRules.different(model, fallbackModel);
		OptionRules.effort(effort);
		OptionRules.prompt("system_prompt", systemPrompt);
		OptionRules.prompt("append_system_prompt", appendSystemPrompt);
		OptionRules.language(language);
		OptionRules.tokens(maxTokens);
		OptionRules.temperature(temperature);
		ToolRules.names("tools", tools);
		ToolRules.rules("allowed_tools", allowedTools);
		ToolRules.rules("disallowed_tools", disallowedTools);
		OptionRules.positive("max_turns", maxTurns);
		OptionRules.budget(maxBudgetUsd);
		McpServerRules.check(mcpServers);
		ClaudeEnvironment.check(environment);
		tools = (tools != null) ? List.copyOf(tools) : null;
		allowedTools = (allowedTools != null) ? List.copyOf(allowedTools) : null;
		disallowedTools = (disallowedTools != null) ? List.copyOf(disallowedTools) : null;
		environment = Map.copyOf(environment);
	}

	/** The same, with an output schema. */
	public ClaudeOptions withOutputSchema(@Nullable OutputSchema outputSchema) {
		return new ClaudeOptions(this.model, this.fallbackModel, this.effort, this.systemPrompt,
				this.appendSystemPrompt, this.language, this.maxTokens, this.temperature, this.tools, this.allowedTools,
				this.disallowedTools, this.permissionMode, this.maxTurns, this.maxBudgetUsd, this.mcpServers,
				outputSchema, this.environment);
	}

	/**
	 * The same, with a budget of what is left after something was spent of it: a
	 * millionth of a dollar at least, as the CLI takes no budget of nothing.
	 * @param usd what was spent
	 */
	public ClaudeOptions spent(double usd) {
		if (this.maxBudgetUsd == null) {
			return this;
		}
		BigDecimal left = this.maxBudgetUsd.subtract(BigDecimal.valueOf(usd)).max(LEAST_BUDGET);
		return new ClaudeOptions(this.model, this.fallbackModel, this.effort, this.systemPrompt,
				this.appendSystemPrompt, this.language, this.maxTokens, this.temperature, this.tools, this.allowedTools,
				this.disallowedTools, this.permissionMode, this.maxTurns, left, this.mcpServers, this.outputSchema,
				this.environment);
	}

	/** Values of the environment and of MCP servers are secrets. */
	@Override
	public String toString() {
		return "ClaudeOptions[model=" + this.model + ", permissionMode=" + this.permissionMode + ", environment="
				+ this.environment.keySet() + "]";
	}

}
