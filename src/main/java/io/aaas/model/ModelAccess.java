package io.aaas.model;

import java.util.List;
import java.util.Map;

/**
 * What one launch of the CLI needs to reach its model.
 *
 * @param environment variables for the child process, to be added to its own
 * @param secrets the values among them that nobody may see in a log or an event; they are
 * long enough to be replaced wherever they occur
 */
public record ModelAccess(Map<String, String> environment, List<String> secrets) {

	public ModelAccess {
		environment = Map.copyOf(environment);
		secrets = List.copyOf(secrets);
	}

	/**
	 * Names without values, so that an access may be logged.
	 */
	@Override
	public String toString() {
		return "ModelAccess" + this.environment.keySet();
	}

}
