package io.aaas.model;

/**
 * What answers the agents' calls to the Messages API.
 */
public enum ModelBackend {

	/**
	 * The real Messages API, or the gateway that {@code ANTHROPIC_BASE_URL} names.
	 */
	ANTHROPIC,

	/**
	 * The stand-in inside this service, see {@link OfflineModel}. Its answers are an
	 * echo.
	 */
	OFFLINE

}
