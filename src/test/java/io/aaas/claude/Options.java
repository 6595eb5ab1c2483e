package io.aaas.claude;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Options with some values set, for tests.
 */
final class Options {

	@Nullable String model;

	@Nullable String fallbackModel;

	@Nullable String effort;

	@Nullable String systemPrompt;

	@Nullable String appendSystemPrompt;

	@Nullable String language;

	@Nullable Integer maxTokens;

	@Nullable Double temperature;

	@Nullable List<String> tools;

	@Nullable List<String> allowedTools;

	@Nullable List<String> disallowedTools;

	@Nullable PermissionMode permissionMode;

	@Nullable Integer maxTurns;

	@Nullable BigDecimal maxBudgetUsd;

	@Nullable ObjectNode mcpServers;

	@Nullable OutputSchema outputSchema;

	Map<String, String> environment = Map.of();

	ClaudeOptions build() {
		return new ClaudeOptions(this.model, this.fallbackModel, this.effort, this.systemPrompt,
				this.appendSystemPrompt, this.language, this.maxTokens, this.temperature, this.tools, this.allowedTools,
				this.disallowedTools, this.permissionMode, this.maxTurns, this.maxBudgetUsd, this.mcpServers,
				this.outputSchema, this.environment);
	}

}
