package io.aaas.claude;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The answer to a {@link ClaudeMessage.ControlQuestion}.
 */
public sealed interface PermissionAnswer {

	/**
	 * Run it.
	 *
	 * @param updatedInput the input that is run: the question's own, or another
	 * @param updatedPermissions rules to add, from the question's suggestions, or
	 * {@code null}
	 */
	record Allow(JsonNode updatedInput, @Nullable JsonNode updatedPermissions) implements PermissionAnswer {
	}

	/**
	 * Do not run it.
	 *
	 * @param message what the model is told
	 * @param interrupt whether the turn ends as well; the model is then told nothing
	 */
	record Deny(String message, boolean interrupt) implements PermissionAnswer {
	}

}
