package io.aaas.agent;

/**
 * What becomes of a message whose turn is cut off by nobody's wish.
 */
public enum OnInterrupt {

	/** It ends, and says why. */
	FAIL,

	/** It runs again, from its beginning, as far as the limit of attempts allows. */
	RETRY

}
