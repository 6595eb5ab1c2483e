package io.aaas.claude;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an MCP server may look like. The CLI leaves out a server that it does not
 * understand and goes on without a word (2.1.197 to 2.1.330), so nothing else is let
 * through.
 */
final class McpServerRules {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

	/** The CLI does not load servers of these names. */
	private static final Set<String> RESERVED = Set.of("workspace", "claude-in-chrome", "computer-use");

	private static final Set<String> OF_PROGRAMS = Set.of("type", "command", "args", "env");

	private static final Set<String> OF_URLS = Set.of("type", "url", "headers");

	private McpServerRules() {
	}

	static void check(@Nullable ObjectNode servers) {
		if (servers == null) {
			return;
		}
		for (Map.Entry<String, JsonNode> server : servers.properties()) {
			if (!NAME.matcher(server.getKey()).matches()) {
				throw new InvalidOptionException("mcp_servers",
						"must have names of letters, digits, '-' and '_', 64 at most");
			}
			check("mcp_servers." + server.getKey(), server.getKey(), server.getValue());
		}
	}

	private static void check(String path, String name, JsonNode server) {
		require(!RESERVED.contains(name), path, "must have another name: the CLI keeps this one for itself");
		require(server.isObject(), path, "must be an object");
		JsonNode type = server.path("type");
		require(type.isMissingNode() || type.isString(), path + ".type", "must be one of: stdio, http, sse");
		switch (type.asString("stdio")) {
			case "stdio" -> {
				require(isText(server.path("command")), path + ".command",
						"is required and must be a program (or set type to http or sse, and url)");
				known(path, server, OF_PROGRAMS);
				JsonNode arguments = server.path("args");
				require(arguments.isMissingNode() || arguments.isArray(), path + ".args", "must be an array");
				for (int i = 0; i < arguments.size(); i++) {
					require(arguments.get(i).isString(), path + ".args[" + i + "]", "must be a string");
				}
				texts(path + ".env", server.path("env"));
			}
			case "http", "sse" -> {
				known(path, server, OF_URLS);
				require(isUrl(server.path("url")), path + ".url", "is required and must be an http or https URL");
				texts(path + ".headers", server.path("headers"));
			}
			default -> require(false, path + ".type", "must be one of: stdio, http, sse");
		}
	}

	private static void known(String path, JsonNode server, Set<String> fields) {
		for (String field : server.propertyNames()) {
			require(fields.contains(field), path + "." + field, "is not known for this type of server");
		}
	}

	private static void texts(String path, JsonNode values) {
		require(values.isMissingNode() || values.isObject(), path, "must be an object");
		values.properties()
			.forEach((value) -> require(value.getValue().isString(), path + "." + value.getKey(), "must be a string"));
	}

	private static boolean isText(JsonNode value) {
		return value.isString() && !value.stringValue().isBlank();
	}

	private static boolean isUrl(JsonNode value) {
		try {
			URI url = URI.create(value.asString(""));
			return url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static void require(boolean condition, String field, String detail) {
		if (!condition) {
			throw new InvalidOptionException(field, detail);
		}
	}

}
