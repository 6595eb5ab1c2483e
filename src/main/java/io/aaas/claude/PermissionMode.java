package io.aaas.claude;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What the CLI does with a tool call that no rule allows or denies. Observed on 2.1.197
 * and 2.1.330; {@code auto} is left out, as it needs a classifier the service cannot
 * vouch for.
 */
public enum PermissionMode {

	/** Asks before it changes anything. */
	DEFAULT("default"),

	/** Changes inside the working directory run, everything else is asked. */
	ACCEPT_EDITS("acceptEdits"),

	/** Reads and plans. */
	PLAN("plan"),

	/** What would be asked is denied. */
	DONT_ASK("dontAsk"),

	/** Nothing is asked. Only for a sandbox. */
	BYPASS_PERMISSIONS("bypassPermissions");

	private final String wire;

	PermissionMode(String wire) {
		this.wire = wire;
	}

	/**
	 * The mode of that name.
	 * @param wire the CLI's name for it, such as {@code acceptEdits}
	 * @return the mode
	 * @throws InvalidOptionException if there is none
	 */
	public static PermissionMode of(String wire) {
		for (PermissionMode mode : values()) {
			if (mode.wire.equals(wire)) {
				return mode;
			}
		}
		throw new InvalidOptionException("permission_mode", "must be one of "
				+ Arrays.stream(values()).map(PermissionMode::wire).collect(Collectors.joining(", ")));
	}

	/**
	 * The CLI's name for it.
	 * @return such as {@code acceptEdits}
	 */
	public String wire() {
		return this.wire;
	}

}
