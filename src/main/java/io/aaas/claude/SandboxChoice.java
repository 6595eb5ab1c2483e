package io.aaas.claude;

/**
 * What a launch says of its sandbox.
 */
public enum SandboxChoice {

	/** What the service's configuration says. */
	AS_CONFIGURED,

	/** Bubblewrap, or it is not started. */
	BUBBLEWRAP,

	/** None. */
	NONE

}
