package io.aaas.agent.web;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The ranges of an agent's configuration in the OpenAPI document. The CLI's room checks
 * them ({@code OptionRules}), so no annotation tells.
 */
@Component
@Order(3)
@SuppressWarnings({ "rawtypes", "unchecked" })
class AgentConfigSchema implements GlobalOpenApiCustomizer {

	private static final BigDecimal WEEK = BigDecimal.valueOf(7 * 24 * 3600);

	private static final int LONGEST_PROMPT = 256 * 1024;

	@Override
	public void customise(OpenAPI api) {
		Map<String, Schema> fields = Objects.requireNonNull(api.getComponents().getSchemas().get("AgentConfig"))
			.getProperties();
		field(fields, "effort").setEnum(orNull("low", "medium", "high", "xhigh", "max"));
		field(fields, "permission_mode").setEnum(orNull("default", "acceptEdits", "plan", "dontAsk"));
		field(fields, "template").setExample("general");
		field(fields, "model").setExample("sonnet");
		field(fields, "language").setExample("spanish");
		field(fields, "personality").minLength(1).maxLength(200).setExample("professional");
		field(fields, "temperature").minimum(BigDecimal.ZERO).maximum(BigDecimal.ONE);
		field(fields, "max_budget_usd").exclusiveMinimumValue(BigDecimal.ZERO).maximum(BigDecimal.valueOf(1_000_000));
		for (String field : List.of("max_tokens", "max_turns", "idle_timeout", "approval_timeout", "message_timeout")) {
			field(fields, field).minimum(BigDecimal.ONE);
		}
		for (String field : List.of("idle_timeout", "approval_timeout", "message_timeout")) {
			field(fields, field).maximum(WEEK);
		}
		for (String field : List.of("system_prompt", "append_system_prompt")) {
			field(fields, field).maxLength(LONGEST_PROMPT);
		}
		for (String field : List.of("tools", "allowed_tools", "disallowed_tools")) {
			field(fields, field).maxItems(128);
		}
		field(fields, "allowed_tools").setExample(List.of("Bash(git log:*)", "Read"));
		field(fields, "mcp_servers")
			.setAdditionalProperties(new JsonSchema().typesItem("object").additionalProperties(true));
	}

	private static Schema field(Map<String, Schema> fields, String name) {
		return Objects.requireNonNull(fields.get(name), name);
	}

	private static List<@Nullable Object> orNull(String... values) {
		List<@Nullable Object> list = new ArrayList<>(List.of(values));
		list.add(null);
		return list;
	}

}
