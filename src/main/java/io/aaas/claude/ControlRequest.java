package io.aaas.claude;

import org.jspecify.annotations.Nullable;

/**
 * A request to the CLI itself, answered before, in and between turns.
 */
public sealed interface ControlRequest {

	/**
	 * The first request to a process: it is answered when the process is ready.
	 */
	record Initialize() implements ControlRequest {
	}

	/**
	 * End the running turn. The CLI says success also when nothing runs.
	 */
	record Interrupt() implements ControlRequest {
	}

	/**
	 * Use another model from the next call on.
	 *
	 * @param model its name, or {@code null} for the default
	 */
	record SetModel(@Nullable String model) implements ControlRequest {

		public SetModel {
			OptionRules.model("model", model);
		}

	}

	/**
	 * Change the permission mode. {@link PermissionMode#BYPASS_PERMISSIONS} is refused by
	 * the CLI.
	 *
	 * @param mode the mode
	 */
	record SetPermissionMode(PermissionMode mode) implements ControlRequest {
	}

	/**
	 * How full the context is.
	 */
	record GetContextUsage() implements ControlRequest {
	}

}
