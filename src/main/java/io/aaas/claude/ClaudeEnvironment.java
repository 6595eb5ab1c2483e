package io.aaas.claude;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The environment of a child: built, never inherited.
 */
public final class ClaudeEnvironment {

	/** The agent's id in the environment of every process of it. */
	static final String AGENT_COOKIE = "AAAS_AGENT_ID";

	/** The number of the launch beside it. */
	static final String LAUNCH_COOKIE = "AAAS_LAUNCH";

	private static final Pattern NAME = Pattern.compile("[A-Z_][A-Z0-9_]{0,63}");

	private static final int MAX_VALUE_BYTES = 4096;

	private static final int MAX_VARIABLES = 128;

	private static final int LEAST_THINKING = 1024;

	private static final Set<String> REFUSED = Set.of("GLIBC_TUNABLES", "GCONV_PATH", "PATH", "HOME", "SHELL", "ENV",
			"BASH_ENV", "IFS", "PS4", "PROMPT_COMMAND", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS",
			"EDITOR", "VISUAL", "PAGER", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "TMPDIR", "IS_SANDBOX",
			"API_TIMEOUT_MS", "DISABLE_AUTOUPDATER", "DISABLE_TELEMETRY", "DISABLE_ERROR_REPORTING",
			"MAX_THINKING_TOKENS", "CLOUD_ML_REGION");

	private static final List<String> REFUSED_PREFIXES = List.of("LD_", "DYLD_", "NODE_", "BUN_", "NPM_", "BASH_FUNC_",
			"PYTHON", "PERL5", "RUBY", "GIT_", "SSH_", "SSL_CERT_", "ANTHROPIC_", "CLAUDE", "AWS_", "GOOGLE_", "AZURE_",
			"OTEL_", "XDG_", "AAAS_");

	private static final String REFUSED_SUFFIX = "_PROXY";

	/** What of the service's own environment reaches the model from a child. */
	private static final List<String> MODEL_VARIABLES = List.of("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN",
			"ANTHROPIC_BASE_URL", "ANTHROPIC_CUSTOM_HEADERS", "ANTHROPIC_MODEL", "CLAUDE_CODE_OAUTH_TOKEN",
			"HTTPS_PROXY", "NO_PROXY", "NODE_EXTRA_CA_CERTS");

	private static final Map<String, List<String>> CLOUDS = Map.of("CLAUDE_CODE_USE_BEDROCK", List.of("AWS_"),
			"CLAUDE_CODE_USE_VERTEX", List.of("GOOGLE_", "CLOUD_ML_REGION"));

	private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

	private ClaudeEnvironment() {
	}

	/**
	 * Check the variables a caller wants an agent to have.
	 * @param variables names and values
	 * @throws InvalidOptionException if a name is malformed or reserved, as it would
	 * change how programs start, where they connect to or who pays, or if a value is
	 * longer than 4 KiB or holds U+0000
	 */
	public static void check(Map<String, String> variables) {
		if (variables.size() > MAX_VARIABLES) {
			throw new InvalidOptionException("environment", "must have at most " + MAX_VARIABLES + " variables");
		}
		variables.forEach((name, value) -> {
			if (!NAME.matcher(name).matches()) {
				throw new InvalidOptionException("environment[" + printable(name) + "]",
						"must have a name that matches " + NAME);
			}
			if (REFUSED.contains(name) || name.endsWith(REFUSED_SUFFIX)
					|| REFUSED_PREFIXES.stream().anyMatch(name::startsWith)) {
				throw new InvalidOptionException("environment[" + name + "]", "is reserved");
			}
			if (value.getBytes(StandardCharsets.UTF_8).length > MAX_VALUE_BYTES) {
				throw new InvalidOptionException("environment[" + name + "]",
						"must be at most " + MAX_VALUE_BYTES + " bytes");
			}
			if (value.indexOf('\0') >= 0) {
				throw new InvalidOptionException("environment[" + name + "]", "must not contain U+0000");
			}
		});
	}

	/**
	 * The variables of the service's environment by which a child reaches the model
	 * directly: the credentials, where to connect to and through which proxy. An empty
	 * value counts as absent; {@code CLAUDE_API_KEY} stands in for
	 * {@code ANTHROPIC_API_KEY}.
	 * @param service the service's own environment
	 * @return those that are set
	 */
	public static Map<String, String> forModel(Map<String, String> service) {
		Map<String, String> result = new LinkedHashMap<>();
		MODEL_VARIABLES.forEach((name) -> putIfSet(result, name, service.get(name)));
		if (!result.containsKey("ANTHROPIC_API_KEY")) {
			putIfSet(result, "ANTHROPIC_API_KEY", service.get("CLAUDE_API_KEY"));
		}
		CLOUDS.forEach((cloud, prefixes) -> {
			if (!service.getOrDefault(cloud, "").isEmpty()) {
				result.put(cloud, service.get(cloud));
				service.forEach((name, value) -> {
					if (prefixes.stream().anyMatch(name::startsWith)) {
						putIfSet(result, name, value);
					}
				});
			}
		});
		return result;
	}

	/**
	 * The whole environment of a launch.
	 * @param launch the launch
	 * @param service the service's own environment, of which only {@code PATH} and
	 * {@code TZ} are looked at
	 * @return names and values
	 */
	static Map<String, String> of(ClaudeLaunch launch, Map<String, String> service) {
		ClaudeOptions options = launch.options();
		// A caller may set TZ and LANG; the names that matter are refused in check.
		Map<String, String> result = new TreeMap<>(base(service));
		result.putAll(options.environment());
		result.put("HOME", launch.configDirectory().toString());
		result.put("CLAUDE_CONFIG_DIR", launch.configDirectory().toString());
		result.put("TMPDIR", launch.temporaryDirectory().toString());
		// A message is data: without this, @/any/path in it reads the file (2.1.197 to
		// 2.1.330).
		result.put("CLAUDE_CODE_DISABLE_ATTACHMENTS", "1");
		// With them the CLI starts turns nobody asked for (2.1.197 to 2.1.330).
		result.put("CLAUDE_CODE_DISABLE_BACKGROUND_TASKS", "1");
		// Without a question the model would write its memory into the config directory.
		result.put("CLAUDE_CODE_DISABLE_AUTO_MEMORY", "1");
		result.put("CLAUDE_CODE_DISABLE_CRON", "1");
		if (options.maxTokens() != null) {
			result.put("CLAUDE_CODE_MAX_OUTPUT_TOKENS", options.maxTokens().toString());
		}
		Double temperature = options.temperature();
		if (temperature != null) {
			result.put("CLAUDE_CODE_EXTRA_BODY", "{\"temperature\":" + temperature + "}");
		}
		if (!mayThink(options)) {
			// MAX_THINKING_TOKENS=0 does not stop the newer models of 2.1.330.
			result.put("CLAUDE_CODE_DISABLE_THINKING", "1");
		}
		result.putAll(launch.modelEnvironment());
		result.put(AGENT_COOKIE, launch.agentId());
		result.put(LAUNCH_COOKIE, Integer.toString(launch.number()));
		return result;
	}

	/**
	 * The Messages API refuses a temperature other than 1 with thinking, and fewer than
	 * 1024 tokens to think.
	 */
	private static boolean mayThink(ClaudeOptions options) {
		return (options.temperature() == null || options.temperature() == 1)
				&& (options.maxTokens() == null || options.maxTokens() > LEAST_THINKING);
	}

	/**
	 * What every run of the CLI needs, {@code --version} as well.
	 * @param service the service's own environment
	 * @return names and values
	 */
	static Map<String, String> base(Map<String, String> service) {
		Map<String, String> result = new TreeMap<>();
		result.put("PATH", path(service.getOrDefault("PATH", "")));
		result.put("LANG", "C.UTF-8");
		result.put("TERM", "dumb");
		result.put("TZ", service.getOrDefault("TZ", "UTC"));
		result.put("DISABLE_AUTOUPDATER", "1");
		result.put("DISABLE_TELEMETRY", "1");
		result.put("DISABLE_ERROR_REPORTING", "1");
		result.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
		return result;
	}

	/** A relative entry would be looked up in the agent's workspace. */
	private static String path(String path) {
		String absolute = Arrays.stream(path.split(":"))
			.filter((entry) -> !entry.isEmpty() && Path.of(entry).isAbsolute())
			.collect(Collectors.joining(":"));
		return absolute.isEmpty() ? DEFAULT_PATH : absolute;
	}

	private static void putIfSet(Map<String, String> target, String name, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			target.put(name, value);
		}
	}

	private static String printable(String name) {
		String shown = name.codePoints()
			.limit(40)
			.map((c) -> (c >= ' ' && c <= '~') ? c : '?')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
		return shown;
	}

}
