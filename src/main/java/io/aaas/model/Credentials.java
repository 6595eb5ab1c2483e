package io.aaas.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * What the service has to show to a model provider.
 *
 * @param description what they are, for the log
 * @param variables as the CLI expects them in its environment
 * @param forwardable whether the forwarder can use them in the CLI's place
 */
record Credentials(String description, Map<String, String> variables, boolean forwardable) {

	// Shorter values are no secrets, and to replace them in an agent's output would
	// damage it.
	private static final int SHORTEST_SECRET = 8;

	private static final Pattern SECRET_NAME = Pattern
		.compile("(?i).*(api_?-?key|access_key|auth|token|secret|password|cookie).*");

	/**
	 * Find the credentials, in the CLI's own order of preference.
	 * @param properties the settings
	 * @param passedOn the service's variables
	 * @return what to use, or {@code null} if there are none
	 */
	static @Nullable Credentials find(ModelProperties properties, PassedOn passedOn) {
		Map<String, String> variables = new LinkedHashMap<>();
		putIfPresent(variables, "ANTHROPIC_BASE_URL", properties.anthropicBaseUrl());
		putIfPresent(variables, "ANTHROPIC_CUSTOM_HEADERS", properties.anthropicCustomHeaders());
		if (passedOn.isOn("CLAUDE_CODE_USE_BEDROCK")) {
			passedOn.add(variables, "CLAUDE_CODE_USE_BEDROCK");
			passedOn.addAll(variables, "AWS_");
			return new Credentials("Amazon Bedrock", variables, false);
		}
		if (passedOn.isOn("CLAUDE_CODE_USE_VERTEX")) {
			passedOn.add(variables, "CLAUDE_CODE_USE_VERTEX");
			passedOn.add(variables, "CLOUD_ML_REGION");
			passedOn.addAll(variables, "GOOGLE_");
			return new Credentials("Google Vertex AI", variables, false);
		}
		if (properties.anthropicAuthToken() != null) {
			variables.put("ANTHROPIC_AUTH_TOKEN", properties.anthropicAuthToken());
			return new Credentials("ANTHROPIC_AUTH_TOKEN", variables, true);
		}
		// An empty ANTHROPIC_API_KEY does not hide the other name.
		String apiKey = (properties.anthropicApiKey() != null) ? properties.anthropicApiKey()
				: passedOn.get("CLAUDE_API_KEY");
		if (apiKey != null) {
			variables.put("ANTHROPIC_API_KEY", apiKey);
			return new Credentials("ANTHROPIC_API_KEY", variables, true);
		}
		if (passedOn.get("CLAUDE_CODE_OAUTH_TOKEN") != null) {
			passedOn.add(variables, "CLAUDE_CODE_OAUTH_TOKEN");
			return new Credentials("CLAUDE_CODE_OAUTH_TOKEN", variables, false);
		}
		return null;
	}

	/**
	 * The values to be kept out of logs and events.
	 * @return the secret ones among the variables, the parts of headers included
	 */
	List<String> secrets() {
		List<String> secrets = new ArrayList<>();
		this.variables.forEach((name, value) -> {
			if (name.equals("ANTHROPIC_CUSTOM_HEADERS")) {
				value.lines().flatMap(Credentials::secretOfHeader).forEach(secrets::add);
			}
			else if (SECRET_NAME.matcher(name).matches()) {
				secrets.add(value);
			}
		});
		secrets.removeIf((secret) -> secret.length() < SHORTEST_SECRET);
		return secrets;
	}

	private static Stream<String> secretOfHeader(String line) {
		int colon = line.indexOf(':');
		if (colon < 0 || !SECRET_NAME.matcher(line.substring(0, colon)).matches()) {
			return Stream.empty();
		}
		String value = line.substring(colon + 1).strip();
		return Stream.of(value, value.substring(value.lastIndexOf(' ') + 1));
	}

	private static void putIfPresent(Map<String, String> variables, String name, @Nullable String value) {
		if (value != null) {
			variables.put(name, value);
		}
	}

	/**
	 * Without the values.
	 */
	@Override
	public String toString() {
		return "Credentials[" + this.description + "]";
	}

}
