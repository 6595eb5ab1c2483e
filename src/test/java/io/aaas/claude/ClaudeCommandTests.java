package io.aaas.claude;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ClaudeCommandTests {

	private static final List<String> FIXED = List.of("--input-format", "--output-format", "--verbose",
			"--include-partial-messages", "--replay-user-messages", "--permission-prompt-tool", "--setting-sources",
			"--strict-mcp-config", "--settings", "--session-id", "--system-prompt-snapshot");

	/** What could be taken for a flag, a list, a file or a line if it got through. */
	private static final String[] TRICKS = { "-", "--", "--dangerously-skip-permissions", "=", ",", " ", "\n", "\0",
			"\r", "(", ")", "\"", "'", "@", "/", "$(x)", "`x`", ";", "a", "Z", "9", ".", "*", "ä", "\uD800", "{", "}",
			"[", "]", "Bash", "sonnet", "default", "acceptEdits" };

	@TempDir
	Path directory;

	@BeforeEach
	void makeConfigDirectory() throws Exception {
		PrivateFiles.createDirectories(this.directory.resolve("agent/config"));
	}

	@Test
	void argumentsWhenValuesAreRandomNeverChangeTheirShape() {
		Random random = new Random(7);
		Map<String, BiConsumer<Options, String>> fields = Map.ofEntries(
				Map.entry("--model", (options, value) -> options.model = value),
				Map.entry("--fallback-model", (options, value) -> options.fallbackModel = value),
				Map.entry("--effort", (options, value) -> options.effort = value),
				Map.entry("--tools", (options, value) -> options.tools = List.of(value)),
				Map.entry("--allowedTools", (options, value) -> options.allowedTools = List.of(value, value)),
				Map.entry("--disallowedTools", (options, value) -> options.disallowedTools = List.of(value)),
				Map.entry("--permission-mode", (options, value) -> options.permissionMode = PermissionMode.of(value)),
				Map.entry("--system-prompt-file", (options, value) -> options.systemPrompt = value),
				Map.entry("--append-system-prompt-file", (options, value) -> options.appendSystemPrompt = value),
				Map.entry("--settings", (options, value) -> options.language = value),
				Map.entry("--mcp-config",
						(options,
								value) -> options.mcpServers = StreamJson.object()
									.set(value, StreamJson.object().put("command", value))),
				Map.entry("--json-schema", (options, value) -> options.outputSchema = OutputSchema
					.of(StreamJson.object().put("type", "object").put("title", value))));
		int accepted = 0;
		for (int i = 0; i < 60_000; i++) {
			String value = value(random);
			var field = List.copyOf(fields.entrySet()).get(random.nextInt(fields.size()));
			Options options = new Options();
			List<String> arguments;
			try {
				field.getValue().accept(options, value);
				arguments = arguments(options);
			}
			catch (InvalidOptionException ex) {
				continue;
			}
			accepted++;
			List<String> flags = new ArrayList<>(arguments.stream().map((it) -> it.split("=", 2)[0]).toList());
			flags.removeAll(FIXED);
			flags.remove("--disallowedTools");
			if (!FIXED.contains(field.getKey()) && !field.getKey().equals("--disallowedTools")) {
				assertThat(flags).as(value).containsExactly(field.getKey());
			}
			else {
				assertThat(flags).as(value).isEmpty();
			}
			assertThat(arguments).as(value).allMatch((it) -> it.startsWith("--") && it.indexOf('\0') < 0);
		}
		assertThat(accepted).isGreaterThan(1000);
	}

	@Test
	void argumentsWhenAllIsSetSaysAll() throws Exception {
		Options options = new Options();
		options.model = "claude-sonnet-4-5[1m]";
		options.fallbackModel = "haiku,opus";
		options.effort = "high";
		options.systemPrompt = "You are\na \"pirate\"";
		options.appendSystemPrompt = "--dangerously-skip-permissions";
		options.language = "spanish";
		options.tools = List.of();
		options.allowedTools = List.of("Read", "Bash(git log:*)", "mcp__github");
		options.disallowedTools = List.of("WebFetch");
		options.permissionMode = PermissionMode.ACCEPT_EDITS;
		options.maxTurns = 5;
		options.maxBudgetUsd = new BigDecimal("1E+2");
		options.mcpServers = StreamJson.object().set("github", StreamJson.object().put("command", "s3cret"));
		List<String> arguments = arguments(options);
		assertThat(arguments).contains("--model=claude-sonnet-4-5[1m]", "--fallback-model=haiku,opus", "--effort=high",
				"--tools=", "--allowedTools=Read,Bash(git log:*),mcp__github",
				"--disallowedTools=ScheduleWakeup,Monitor,WebFetch", "--permission-mode=acceptEdits", "--max-turns=5",
				"--max-budget-usd=100");
		assertThat(String.join(" ", arguments)).doesNotContain("s3cret", "pirate", "dangerously")
			.contains("\"language\":\"spanish\"");
		Path servers = file(arguments, "--mcp-config=");
		assertThat(servers).hasContent("{\"mcpServers\":{\"github\":{\"command\":\"s3cret\"}}}");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(servers))).isEqualTo("rw-------");
		assertThat(file(arguments, "--system-prompt-file=")).hasContent("You are\na \"pirate\"");
	}

	@Test
	void argumentsWhenAgentHasLaidALinkDoNotFollowIt() throws Exception {
		Path precious = Files.writeString(this.directory.resolve("precious"), "mine");
		Files.createSymbolicLink(this.directory.resolve("agent/config/aaas-system-prompt.md"), precious);
		Options options = new Options();
		options.systemPrompt = "theirs";
		Path written = file(arguments(options), "--system-prompt-file=");
		assertThat(precious).hasContent("mine");
		assertThat(written).hasContent("theirs").isRegularFile();
		assertThat(Files.isSymbolicLink(written)).isFalse();
	}

	@Test
	void argumentsWhenSessionIsOfAKindSayWhich() {
		String a = UUID.randomUUID().toString();
		String b = UUID.randomUUID().toString();
		assertThat(arguments(new ClaudeSession.Resume(a))).contains("--resume=" + a)
			.noneMatch((it) -> it.startsWith("--session-id"));
		assertThat(arguments(new ClaudeSession.Fork(a, b))).containsSubsequence("--resume=" + a, "--fork-session",
				"--session-id=" + b);
	}

	@Test
	void argumentsWhenVersionIsOldLeaveOutWhatItDoesNotKnow() {
		ClaudeLaunch launch = launch(ClaudeOptions.NONE, new ClaudeSession.New(UUID.randomUUID().toString()));
		assertThat(ClaudeCommand.arguments(launch, ClaudeVersion.OLDEST)).contains("--disallowedTools=ScheduleWakeup")
			.noneMatch((it) -> it.startsWith("--system-prompt-snapshot"));
	}

	private List<String> arguments(Options options) {
		return ClaudeCommand.arguments(launch(options.build(), new ClaudeSession.New(UUID.randomUUID().toString())),
				ClaudeVersion.NEWEST);
	}

	private List<String> arguments(ClaudeSession session) {
		return ClaudeCommand.arguments(launch(ClaudeOptions.NONE, session), ClaudeVersion.NEWEST);
	}

	private ClaudeLaunch launch(ClaudeOptions options, ClaudeSession session) {
		return FakeClaude.launch(this.directory, "agent", 1, options, session, Map.of(), List.of());
	}

	private static Path file(List<String> arguments, String flag) {
		return Path.of(arguments.stream()
			.filter((it) -> it.startsWith(flag))
			.findFirst()
			.orElseThrow()
			.substring(flag.length()));
	}

	private static String value(Random random) {
		StringBuilder value = new StringBuilder();
		for (int n = random.nextInt(4); n >= 0; n--) {
			value.append(TRICKS[random.nextInt(TRICKS.length)]);
		}
		return value.toString();
	}

}
