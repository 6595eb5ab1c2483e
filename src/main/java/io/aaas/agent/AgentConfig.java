package io.aaas.agent;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.aaas.claude.ClaudeOptions;
import io.aaas.claude.InvalidOptionException;
import io.aaas.claude.PermissionMode;
import io.aaas.problem.ProblemException;
import io.aaas.template.Integration;
import io.aaas.template.IntegrationCatalog;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller can set of an agent. An absent value leaves the template's, or else the
 * CLI's own default.
 *
 * @param template the template the rest is laid over; {@code general} if absent
 * @param model a model's name or alias
 * @param fallbackModel the model to use while the first is overloaded
 * @param effort {@code low}, {@code medium}, {@code high}, {@code xhigh} or {@code max}
 * @param language the language of the replies, such as {@code en} or {@code spanish}
 * @param personality the manner it speaks in, such as {@code professional}
 * @param systemPrompt replaces the CLI's system prompt
 * @param appendSystemPrompt is added to the system prompt
 * @param maxTokens the most tokens in one reply of the model
 * @param temperature 0 to 1
 * @param tools the tools there are; empty for none
 * @param allowedTools rules for what runs without asking
 * @param disallowedTools rules for what is denied
 * @param permissionMode {@code default}, {@code acceptEdits}, {@code plan} or
 * {@code dontAsk}
 * @param maxTurns the most calls of the model in one turn
 * @param maxBudgetUsd what the agent may cost in all, in US dollars
 * @param integration the name of a shipped MCP server
 * @param integrations the names of more
 * @param mcpServers MCP servers by name, beside the integrations; their {@code env} and
 * {@code headers} are write-only
 * @param environment variables for the CLI and its tools; their values are write-only
 * @param workingDirectory where its tools work; a directory of its own if absent
 * @param idleTimeout how long it keeps its process while nobody talks to it, in seconds
 * @param approvalTimeout how long a question waits, in seconds
 * @param messageTimeout how long a turn may run, in seconds
 */
public record AgentConfig(@Nullable String template, @Nullable String model, @Nullable String fallbackModel,
		@Nullable String effort, @Nullable String language, @Nullable String personality, @Nullable String systemPrompt,
		@Nullable String appendSystemPrompt, @Nullable Integer maxTokens, @Nullable Double temperature,
		@Nullable List<String> tools, @Nullable List<String> allowedTools, @Nullable List<String> disallowedTools,
		@Nullable String permissionMode, @Nullable Integer maxTurns, @Nullable BigDecimal maxBudgetUsd,
		@Nullable String integration, @Nullable List<String> integrations, @Nullable ObjectNode mcpServers,
		@Nullable Map<String, String> environment, @Nullable String workingDirectory, @Nullable Integer idleTimeout,
		@Nullable Integer approvalTimeout, @Nullable Integer messageTimeout) {

	private static final int LONGEST_TIMEOUT = 7 * 24 * 3600;

	private static final int LONGEST_PERSONALITY = 200;

	/**
	 * What the CLI is started with.
	 * @param catalog the integrations there are
	 * @throws ProblemException if a value is wrong, with the field's path
	 */
	ClaudeOptions options(IntegrationCatalog catalog) {
		checkSeconds("idle_timeout", this.idleTimeout);
		checkSeconds("approval_timeout", this.approvalTimeout);
		checkSeconds("message_timeout", this.messageTimeout);
		checkAppendedTexts();
		try {
			PermissionMode mode = (this.permissionMode != null) ? PermissionMode.of(this.permissionMode) : null;
			if (mode == PermissionMode.BYPASS_PERMISSIONS) {
				throw ProblemException.invalidField("config.permission_mode",
						"must not be bypassPermissions: name what may run without asking in allowed_tools");
			}
			return new ClaudeOptions(this.model, this.fallbackModel, this.effort, this.systemPrompt,
					appendedSystemPrompt(), this.language, this.maxTokens, this.temperature, this.tools,
					this.allowedTools, this.disallowedTools, mode, this.maxTurns, this.maxBudgetUsd, servers(catalog),
					null, (this.environment != null) ? this.environment : Map.of());
		}
		catch (InvalidOptionException ex) {
			throw ProblemException.invalidField("config." + ex.field(), ex.detail());
		}
	}

	/** The servers of the integrations, and the caller's own. */
	private @Nullable ObjectNode servers(IntegrationCatalog catalog) {
		if (this.integration == null && (this.integrations == null || this.integrations.isEmpty())) {
			return this.mcpServers;
		}
		ObjectNode servers = (this.mcpServers != null) ? this.mcpServers.deepCopy()
				: AgentChange.JSON.createObjectNode();
		if (this.integration != null) {
			add(servers, "config.integration", catalog.get(this.integration, "config.integration"));
		}
		List<String> names = (this.integrations != null) ? this.integrations : List.of();
		for (int i = 0; i < names.size(); i++) {
			String field = "config.integrations[" + i + "]";
			add(servers, field, catalog.get(names.get(i), field));
		}
		return servers;
	}

	private static void add(ObjectNode servers, String field, Integration integration) {
		if (servers.has(integration.name())) {
			throw ProblemException.invalidField(field,
					"names an MCP server that there is already: '" + integration.name() + "'");
		}
		servers.set(integration.name(), integration.server());
	}

	Duration idleTimeout(Duration fallback) {
		return (this.idleTimeout != null) ? Duration.ofSeconds(this.idleTimeout) : fallback;
	}

	Duration approvalTimeout(Duration fallback) {
		return (this.approvalTimeout != null) ? Duration.ofSeconds(this.approvalTimeout) : fallback;
	}

	Duration messageTimeout(Duration fallback) {
		return (this.messageTimeout != null) ? Duration.ofSeconds(this.messageTimeout) : fallback;
	}

	private @Nullable String appendedSystemPrompt() {
		if (this.personality == null) {
			return this.appendSystemPrompt;
		}
		String manner = "Adopt this personality in everything you write: " + this.personality + ".";
		return (this.appendSystemPrompt != null) ? manner + "\n\n" + this.appendSystemPrompt : manner;
	}

	private void checkAppendedTexts() {
		if (this.appendSystemPrompt != null && this.appendSystemPrompt.isBlank()) {
			throw ProblemException.invalidField("config.append_system_prompt", "must not be blank; leave it out");
		}
		if (this.personality != null && (this.personality.isBlank() || this.personality.length() > LONGEST_PERSONALITY
				|| this.personality.chars().anyMatch(Character::isISOControl))) {
			throw ProblemException.invalidField("config.personality",
					"must be one line of 1 to " + LONGEST_PERSONALITY + " characters");
		}
	}

	private static void checkSeconds(String field, @Nullable Integer seconds) {
		if (seconds != null && (seconds < 1 || seconds > LONGEST_TIMEOUT)) {
			throw ProblemException.invalidField("config." + field, "must be 1 to " + LONGEST_TIMEOUT + " seconds");
		}
	}

}
