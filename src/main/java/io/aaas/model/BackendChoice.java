package io.aaas.model;

import org.jspecify.annotations.Nullable;

/**
 * Who answers, and why.
 *
 * @param backend who answers
 * @param ready whether agents can be answered
 * @param reason one line for people
 */
record BackendChoice(ModelBackend backend, boolean ready, String reason) {

	static final String NO_CREDENTIALS = "There are no model credentials: set ANTHROPIC_API_KEY,"
			+ " or set MODEL_BACKEND=offline to try the service with canned answers";

	/**
	 * Settle the backend.
	 * @param choice what MODEL_BACKEND says
	 * @param credentials what there is to show to the provider
	 * @param loopback whether the service listens on loopback only
	 * @return the choice
	 */
	static BackendChoice of(ModelProperties.Choice choice, @Nullable Credentials credentials, boolean loopback) {
		if (choice == ModelProperties.Choice.OFFLINE) {
			return new BackendChoice(ModelBackend.OFFLINE, true, "MODEL_BACKEND=offline: answers are canned");
		}
		if (credentials != null) {
			return new BackendChoice(ModelBackend.ANTHROPIC, true, "Credentials: " + credentials.description());
		}
		if (choice == ModelProperties.Choice.AUTO && loopback) {
			return new BackendChoice(ModelBackend.OFFLINE, true, "There are no model credentials and the service"
					+ " listens on loopback only: answers are canned. Set ANTHROPIC_API_KEY for real ones");
		}
		return new BackendChoice(ModelBackend.ANTHROPIC, false, NO_CREDENTIALS);
	}

	BackendChoice unusable(String why) {
		return new BackendChoice(this.backend, false, why);
	}

}
