package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The CLI's arguments for a launch. Every value of a caller is a part of one argument
 * {@code --flag=value} that starts with a flag of ours; long and secret ones go into
 * files in the config directory. Flags as of CLI 2.1.197 to 2.1.330, which take them
 * without {@code --print} as well and are quicker so.
 */
final class ClaudeCommand {

	/** 2.1.197 has no such option and no such snapshot; in between was not tried. */
	private static final ClaudeVersion SNAPSHOT_OPTION = ClaudeVersion.NEWEST;

	/** By this argument a CLI of ours is told from a tool that it has started. */
	static final String MARK = "--permission-prompt-tool=stdio";

	private ClaudeCommand() {
	}

	/**
	 * The arguments, without the program. Writes the files they refer to.
	 */
	static List<String> arguments(ClaudeLaunch launch, ClaudeVersion version) {
		ClaudeOptions options = launch.options();
		List<String> arguments = new ArrayList<>(List.of("--input-format=stream-json", "--output-format=stream-json",
				"--verbose", "--include-partial-messages", "--replay-user-messages", MARK, "--setting-sources=",
				"--strict-mcp-config", "--settings=" + settings(options)));
		switch (launch.session()) {
			case ClaudeSession.New(String id) -> arguments.add("--session-id=" + id);
			case ClaudeSession.Resume(String id) -> arguments.add("--resume=" + id);
			case ClaudeSession.Fork(String from, String id) -> {
				arguments.add("--resume=" + from);
				arguments.add("--fork-session");
				arguments.add("--session-id=" + id);
			}
		}
		if (version.compareTo(SNAPSHOT_OPTION) >= 0) {
			// Else a resumed conversation keeps the system prompt of its first turn.
			arguments.add("--system-prompt-snapshot=off");
		}
		add(arguments, "--model", options.model());
		add(arguments, "--fallback-model", options.fallbackModel());
		add(arguments, "--effort", options.effort());
		add(arguments, "--tools", joined(options.tools()));
		add(arguments, "--allowedTools", joined(options.allowedTools()));
		add(arguments, "--disallowedTools", joined(disallowed(options, version)));
		add(arguments, "--permission-mode",
				(options.permissionMode() != null) ? options.permissionMode().wire() : null);
		add(arguments, "--max-turns", options.maxTurns());
		add(arguments, "--max-budget-usd",
				(options.maxBudgetUsd() != null) ? options.maxBudgetUsd().toPlainString() : null);
		add(arguments, OutputSchema.FLAG,
				(options.outputSchema() != null) ? options.outputSchema().argument(version) : null);
		add(arguments, "--system-prompt-file", file(launch, "system-prompt.md", options.systemPrompt()));
		add(arguments, "--append-system-prompt-file", file(launch, "append-system-prompt.md", appended(options)));
		add(arguments, "--mcp-config", file(launch, "mcp-servers.json", servers(options)));
		return arguments;
	}

	private static String settings(ClaudeOptions options) {
		ObjectNode settings = StreamJson.object();
		// In plan mode 2.1.330 would let a classifier decide what is asked.
		settings.put("useAutoModeDuringPlan", false);
		settings.putObject("permissions").put("disableAutoMode", "disable");
		if (options.language() != null) {
			settings.put("language", Languages.name(options.language()));
		}
		return settings.toString();
	}

	/** With a system prompt of the caller's 2.1.197 says nothing of the language. */
	private static @Nullable String appended(ClaudeOptions options) {
		if (options.systemPrompt() == null || options.language() == null) {
			return options.appendSystemPrompt();
		}
		String language = "Always respond in " + Languages.name(options.language()) + ".";
		return (options.appendSystemPrompt() != null) ? language + "\n\n" + options.appendSystemPrompt() : language;
	}

	/** With these the CLI starts turns that nobody asked for. */
	private static List<String> disallowed(ClaudeOptions options, ClaudeVersion version) {
		List<String> tools = new ArrayList<>(List.of("ScheduleWakeup"));
		if (version.compareTo(ClaudeVersion.NEWEST) >= 0) {
			tools.add("Monitor");
		}
		if (options.disallowedTools() != null) {
			tools.addAll(options.disallowedTools());
		}
		return tools;
	}

	private static @Nullable String servers(ClaudeOptions options) {
		if (options.mcpServers() == null) {
			return null;
		}
		return StreamJson.object().set("mcpServers", options.mcpServers()).toString();
	}

	private static @Nullable String joined(@Nullable List<String> values) {
		return (values != null) ? String.join(",", values) : null;
	}

	private static void add(List<String> arguments, String flag, @Nullable Object value) {
		if (value != null) {
			arguments.add(flag + "=" + value);
		}
	}

	private static @Nullable Path file(ClaudeLaunch launch, String name, @Nullable String content) {
		if (content == null) {
			return null;
		}
		Path file = launch.configDirectory().resolve("aaas-" + name);
		try {
			PrivateFiles.replace(file, content.getBytes(StandardCharsets.UTF_8));
			return file;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
