package io.aaas.claude;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class ClaudeProcessTests {

	private static final Duration STOPPED = Duration.ofSeconds(10);

	private final List<FakeClaude> installed = new ArrayList<>();

	private final ProcessTable table = new ProcessTable();

	@AfterEach
	void close() throws Exception {
		for (FakeClaude fake : this.installed) {
			fake.close();
		}
	}

	private FakeClaude fake(ClaudeProperties.SandboxMode sandbox, String... settings) {
		FakeClaude fake = new FakeClaude(sandbox, settings);
		this.installed.add(fake);
		return fake;
	}

	private FakeClaude fake() {
		return fake(ClaudeProperties.SandboxMode.NONE);
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "BUBBLEWRAP" })
	void sendWhenInitializedAnswersTurnAfterTurn(ClaudeProperties.SandboxMode sandbox) throws Exception {
		Talk talk = fake(sandbox).start();
		assertThat(talk.initialize().success()).isTrue();
		String uuid = talk.send("hello");
		assertThat(talk.next(ClaudeMessage.Replay.class).uuid()).isEqualTo(uuid);
		assertThat(talk.next(ClaudeMessage.Result.class).text()).isEqualTo("echo: hello");
		assertThat(talk.turn("again").text()).isEqualTo("echo: again");
		assertThat(talk.process.processes()).hasSize(sandbox == ClaudeProperties.SandboxMode.NONE ? 1 : 3)
			.allMatch(this.table::isAlive);
		assertThat(talk.process.pid()).isEqualTo(talk.process.processes().getLast().pid());
		long outer = talk.process.processes().getFirst().pid();
		assertThat(this.table.find(outer)).as("its own session, out of reach of the terminal's Ctrl-C")
			.returns(outer, ProcessTable.Entry::session);
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "BUBBLEWRAP" })
	void onExitWhenStdinIsClosedTellsCode(ClaudeProperties.SandboxMode sandbox) throws Exception {
		Talk talk = fake(sandbox).start();
		talk.turn("hello");
		talk.process.closeStdin();
		ClaudeExit exit = talk.exit();
		assertThat(exit.code()).isZero();
		assertThat(exit.signal()).isNull();
		assertThat(talk.process.writable()).isFalse();
		assertThatIllegalStateException().isThrownBy(() -> talk.process.send(new UserMessage("u", "too late")));
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "BUBBLEWRAP" })
	void onExitWhenKilledTellsSignalAndKeepsPartialTurn(ClaudeProperties.SandboxMode sandbox) throws Exception {
		Talk talk = fake(sandbox).start();
		talk.send("#die-mid-turn");
		ClaudeExit exit = talk.exit();
		assertThat(exit.code()).isEqualTo(137);
		assertThat(exit.signal()).isEqualTo(9);
		assertThat(talk.all(ClaudeMessage.StreamEvent.class)).isNotEmpty();
		assertThat(talk.all(ClaudeMessage.Result.class)).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "BUBBLEWRAP" })
	void stopWhenSignalsAreIgnoredKills(ClaudeProperties.SandboxMode sandbox) throws Exception {
		Talk talk = fake(sandbox).start();
		talk.send("#ignore-term\n#sleep 600");
		talk.next(ClaudeMessage.Init.class);
		assertGoneInTime(talk);
		assertThat(talk.exit().code()).isEqualTo(137);
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "BUBBLEWRAP" })
	void stopWhenTreeHasDetachedGrandchildrenLeavesNone(ClaudeProperties.SandboxMode sandbox) throws Exception {
		FakeClaude fake = fake(sandbox);
		String agent = UUID.randomUUID().toString();
		Talk talk = fake.start(fake.launch(agent, 1, ClaudeOptions.NONE, List.of()));
		assertThat(talk.turn("#fork-tree 5 2").text()).isEqualTo("forked 62");
		List<CarriedProcess> tree = fake.cli.survivors().get(agent);
		assertThat(tree).hasSizeGreaterThanOrEqualTo(63).allMatch((process) -> process.launch() == 1);
		assertGoneInTime(talk);
		assertThat(tree).noneMatch((process) -> this.table.isAlive(process.identity()));
		assertThat(fake.cli.survivors()).doesNotContainKey(agent);
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "BUBBLEWRAP" })
	void onExitWhenProcessEndsByItselfLeavesNoGrandchildren(ClaudeProperties.SandboxMode sandbox) throws Exception {
		FakeClaude fake = fake(sandbox);
		String agent = UUID.randomUUID().toString();
		Talk talk = fake.start(fake.launch(agent, 1, ClaudeOptions.NONE, List.of()));
		talk.turn("#fork-tree 2 2\n#leak-stdout 600");
		this.table.signal(talk.process.processes().getLast(), Signals.KILL);
		assertThat(talk.exit().signal()).isEqualTo(9);
		assertThat(fake.cli.survivors()).doesNotContainKey(agent);
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "BUBBLEWRAP" })
	void stopWhenProcessIsStoppedEndsIt(ClaudeProperties.SandboxMode sandbox) throws Exception {
		Talk talk = fake(sandbox).start();
		talk.send("#stop-self");
		await().until(() -> state(talk) == 'T');
		assertGoneInTime(talk);
	}

	@ParameterizedTest
	@EnumSource(names = { "NONE", "BUBBLEWRAP" })
	void stopWhenTurnRunsAsksFirst(ClaudeProperties.SandboxMode sandbox) throws Exception {
		FakeClaude fake = new FakeClaude(sandbox, Duration.ofSeconds(30));
		this.installed.add(fake);
		Talk talk = fake.start();
		talk.send("#sleep 600");
		talk.next(ClaudeMessage.Init.class);
		long begin = System.nanoTime();
		talk.process.stop();
		talk.process.stop();
		talk.exit();
		// A signal would have come after ten seconds.
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
		ClaudeMessage.Result result = talk.next(ClaudeMessage.Result.class);
		assertThat(result.isError()).isTrue();
		assertThat(result.terminalReason()).isEqualTo("aborted_streaming");
	}

	@Test
	void sendWhenProcessDoesNotReadDoesNotBlock() throws Exception {
		Talk talk = fake().start();
		talk.send("#stop-self");
		await().until(() -> state(talk) == 'T');
		AtomicReference<Duration> took = new AtomicReference<>();
		Thread sender = Thread.ofVirtual().start(() -> {
			long begin = System.nanoTime();
			talk.send("x".repeat(10_000_000));
			took.set(Duration.ofNanos(System.nanoTime() - begin));
		});
		assertThat(sender.join(Duration.ofSeconds(5))).isTrue();
		assertThat(took.get()).isLessThan(Duration.ofSeconds(10));
		assertThatIllegalStateException().isThrownBy(() -> {
			for (int i = 0; i < 10; i++) {
				talk.send("x".repeat(10_000_000));
			}
		}).withMessageContaining("does not read");
		assertGoneInTime(talk);
	}

	@Test
	void stdinThreadWhenNothingIsWrittenEnds() throws Exception {
		Talk talk = fake().start();
		talk.turn("hello");
		String name = "claude-stdin-" + talk.process.toString().split(" ")[1];
		assertThat(threads()).contains(name);
		await().atMost(Duration.ofSeconds(8)).until(() -> !threads().contains(name));
		assertThat(talk.turn("again").text()).isEqualTo("echo: again");
	}

	@Test
	void requestWhenProcessEndsWithoutReplyFails() throws Exception {
		Talk talk = fake(ClaudeProperties.SandboxMode.NONE, "no_initialize=1").start();
		var reply = talk.process.request(new ControlRequest.Initialize());
		talk.process.stop();
		talk.exit();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> reply.get(1, TimeUnit.SECONDS))
			.withCauseInstanceOf(ClaudeProcessExitedException.class);
	}

	@Test
	void answerWhenAskedDecides() {
		Talk talk = fake().start();
		talk.send("#ask Bash {\"command\":\"ls\"}");
		ClaudeMessage.ControlQuestion question = talk.next(ClaudeMessage.ControlQuestion.class);
		assertThat(question.toolName()).isEqualTo("Bash");
		assertThat(question.input().path("command").asString()).isEqualTo("ls");
		ObjectNode updated = StreamJson.object().put("command", "ls -l");
		talk.process.answer(question.requestId(), new PermissionAnswer.Allow(updated, null));
		assertThat(talk.next(ClaudeMessage.Result.class).text()).isEqualTo("allowed: {\"command\":\"ls -l\"}");
		talk.send("#ask Write {\"file_path\":\"x\"}");
		question = talk.next(ClaudeMessage.ControlQuestion.class);
		talk.process.answer(question.requestId(), new PermissionAnswer.Deny("not today", false));
		assertThat(talk.next(ClaudeMessage.Result.class).text()).isEqualTo("denied: not today");
	}

	@Test
	void interruptWhenQuestionIsOpenClosesIt() throws Exception {
		Talk talk = fake().start();
		talk.send("#ask-user");
		ClaudeMessage.ControlQuestion question = talk.next(ClaudeMessage.ControlQuestion.class);
		assertThat(talk.request(new ControlRequest.Interrupt()).success()).isTrue();
		assertThat(talk.all(ClaudeMessage.ControlCancel.class))
			.containsExactly(new ClaudeMessage.ControlCancel(question.requestId()));
		assertThat(talk.next(ClaudeMessage.Result.class).isError()).isTrue();
	}

	@Test
	void readWhenLineIsHugeKeepsHeapSmall() throws Exception {
		Talk talk = fake().start();
		long before = usedHeap();
		talk.send("#line 200m\n#reply after");
		assertThat(talk.next(ClaudeMessage.Oversized.class).size()).isEqualTo((200L << 20) - 1);
		assertThat(talk.next(ClaudeMessage.Result.class).text()).isEqualTo("after");
		assertThat(usedHeap() - before).isLessThan(64L << 20);
		assertThat(talk.lines).allMatch((line) -> line.json().length() < SpoolReader.MAX_HELD);
	}

	@Test
	void readWhenFloodedComesInBoundedBatches() {
		Talk talk = fake().start();
		talk.send("#flood-out 30m\n#flood-err 20m");
		long bytes = 0;
		int largest = 0;
		while (talk.all(ClaudeMessage.Result.class).isEmpty()) {
			talk.next(ClaudeMessage.class);
		}
		for (ClaudeLine line : talk.lines) {
			bytes += line.endOffset() - line.startOffset();
			largest = Math.max(largest, line.json().length());
		}
		assertThat(bytes).isEqualTo(talk.offset).isGreaterThan(30L << 20);
		assertThat(largest).isLessThan(32 * 1024);
		assertThat(talk.errors.stream().mapToInt(String::length).sum()).isLessThan(21 << 20);
	}

	@Test
	void readWhenOutputIsMalformedGoesOn() {
		Talk talk = fake().start();
		assertThat(talk.turn("#bad-json\n#bad-utf8\n#crlf-bom-nul\n#reply fine").text()).endsWith("fine");
		assertThat(talk.all(ClaudeMessage.Unparsed.class)).hasSizeGreaterThanOrEqualTo(5);
		assertThat(talk.all(ClaudeMessage.Status.class)).hasSizeGreaterThanOrEqualTo(4);
		assertThat(talk.all(ClaudeMessage.Assistant.class)).anyMatch((it) -> it.text().contains("byte \uFFFD"))
			.noneMatch((it) -> it.text().contains("\0"));
		assertThat(talk.turn("#split-utf8").text()).isEqualTo("Zażółć gęślą jaźń 漢字 😀");
	}

	@Test
	void readWhenOutputIsCutOffTellsTornLine() throws Exception {
		Talk talk = fake().start();
		talk.send("#truncate-64k");
		assertThat(talk.exit().code()).isZero();
		assertThat(talk.lines.getLast().message()).isEqualTo(new ClaudeMessage.Unparsed("torn line"));
		assertThat(talk.process.read().isEmpty()).isTrue();
	}

	@Test
	void childWhenStartedSeesBuiltEnvironmentOnly() throws Exception {
		FakeClaude fake = fake();
		Options options = new Options();
		options.environment = java.util.Map.of("CI", "true");
		options.maxTokens = 1234;
		options.temperature = 0.5;
		Talk talk = fake.start(fake.launch("agent-7", 3, options.build(), List.of()));
		String environment = talk.reply("#echo-env");
		assertThat(environment.lines().map((line) -> line.split("=")[0])).containsExactlyInAnyOrder("AAAS_AGENT_ID",
				"AAAS_LAUNCH", "CI", "CLAUDE_CODE_DISABLE_ATTACHMENTS", "CLAUDE_CODE_DISABLE_AUTO_MEMORY",
				"CLAUDE_CODE_DISABLE_BACKGROUND_TASKS", "CLAUDE_CODE_DISABLE_CRON",
				"CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "CLAUDE_CODE_DISABLE_THINKING", "CLAUDE_CODE_EXTRA_BODY",
				"CLAUDE_CODE_MAX_OUTPUT_TOKENS", "CLAUDE_CONFIG_DIR", "DISABLE_AUTOUPDATER", "DISABLE_ERROR_REPORTING",
				"DISABLE_TELEMETRY", "HOME", "LANG", "PATH", "TERM", "TMPDIR", "TZ");
		assertThat(environment).contains("AAAS_AGENT_ID=agent-7", "AAAS_LAUNCH=3");
	}

	@Test
	void startWhenTheLaunchSaysHowItIsConfinedIsSo() {
		FakeClaude confining = fake(ClaudeProperties.SandboxMode.BUBBLEWRAP);
		ClaudeLaunch free = FakeClaude.confined(confining.launch("free", 1, ClaudeOptions.NONE, List.of()),
				SandboxChoice.NONE);
		assertThat(confining.start(free).process.processes()).hasSize(1);
		FakeClaude open = fake();
		ClaudeLaunch demanding = FakeClaude.confined(open.launch("demanding", 1, ClaudeOptions.NONE, List.of()),
				SandboxChoice.BUBBLEWRAP);
		assertThatExceptionOfType(ClaudeStartException.class).isThrownBy(() -> open.start(demanding))
			.withMessageContaining("template demands");
	}

	@Test
	void childWhenSandboxedCannotReadServicesEnvironment() {
		Talk talk = fake(ClaudeProperties.SandboxMode.BUBBLEWRAP).start();
		assertThat(talk.turn("#read-parent-env").text()).contains("AAAS_AGENT_ID").doesNotContain("JAVA_HOME");
	}

	@Test
	void readWhenSecretIsPrintedRedactsIt() {
		FakeClaude fake = fake();
		Talk talk = fake
			.start(fake.launch(FakeClaude.AGENT, 1, ClaudeOptions.NONE, List.of("s3cret-\"quoted\"-value", "short")));
		ClaudeMessage.Result result = talk
			.turn("#stderr s3cret-\"quoted\"-value\n#reply a s3cret-\"quoted\"-value and short");
		assertThat(result.text()).isEqualTo("a [redacted] and short");
		assertThat(talk.lines).noneMatch((line) -> line.json().contains("s3cret"));
		StringBuilder streamed = new StringBuilder();
		talk.all(ClaudeMessage.StreamEvent.class).forEach((event) -> {
			assertThat(event.text()).isNotEqualTo("s3cret-\"q");
			streamed.append((event.text() != null) ? event.text() : "");
		});
		assertThat(streamed).hasToString("a [redacted] and short");
		talk.await(() -> !talk.errors.isEmpty());
		assertThat(talk.errors).noneMatch((line) -> line.contains("s3cret-\""));
	}

	@Test
	void startWhenFilesAreMadeKeepsThemPrivate() throws Exception {
		FakeClaude fake = fake();
		ClaudeLaunch launch = fake.launch(FakeClaude.AGENT, 1, ClaudeOptions.NONE, List.of());
		fake.start(launch).turn("hello");
		for (Path file : List.of(launch.spool(), launch.errors())) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		}
		for (Path directory : List.of(launch.configDirectory(), launch.temporaryDirectory(), launch.spoolDirectory())) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
		}
	}

	@Test
	void releaseWhenEndedDeletesSpool() throws Exception {
		FakeClaude fake = fake();
		ClaudeLaunch launch = fake.launch(FakeClaude.AGENT, 1, ClaudeOptions.NONE, List.of());
		Talk talk = fake.start(launch);
		talk.turn("hello");
		talk.process.release();
		assertThat(launch.spool()).exists();
		talk.process.stop();
		talk.exit();
		talk.process.release();
		assertThat(launch.spool()).doesNotExist();
		assertThat(launch.errors()).doesNotExist();
	}

	private void assertGoneInTime(Talk talk) throws Exception {
		List<ProcessIdentity> processes = talk.process.processes();
		long begin = System.nanoTime();
		talk.process.stop().get(10, TimeUnit.SECONDS);
		assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STOPPED);
		assertThat(processes).isNotEmpty().noneMatch(this.table::isAlive);
	}

	private char state(Talk talk) {
		ProcessTable.Entry entry = this.table.find(talk.process.pid());
		return (entry != null) ? entry.state() : '?';
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
	}

	private static long usedHeap() {
		System.gc();
		Runtime runtime = Runtime.getRuntime();
		return runtime.totalMemory() - runtime.freeMemory();
	}

}
