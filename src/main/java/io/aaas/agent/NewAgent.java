package io.aaas.agent;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a caller says of an agent to be made.
 *
 * @param name a name for people; {@code null} for one made from the id
 * @param config the requested configuration, in the form of {@link AgentConfig}
 * @param labels the caller's own marks
 * @param autoStart whether to start it at once
 * @param query whether it is to live for one question
 */
public record NewAgent(@Nullable String name, @Nullable ObjectNode config, Map<String, String> labels,
		boolean autoStart, boolean query) {
}
