package io.aaas.claude;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.aaas.claude.ClaudeProperties.SandboxMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class ClaudeCliTests {

	@TempDir
	Path directory;

	private final List<AutoCloseable> opened = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable it : this.opened.reversed()) {
			it.close();
		}
	}

	@Test
	void installationWhenPathIsConfiguredResolvesIt() throws Exception {
		Path program = program("real/claude", "2.1.200 (Claude Code)", 0);
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), program);
		assertThat(cli(link.toString(), "").installation())
			.isEqualTo(new ClaudeInstallation(program.toRealPath(), new ClaudeVersion(2, 1, 200)));
	}

	@Test
	void installationWhenNothingIsConfiguredSearchesPathThenWhatTheBuildFetched() throws Exception {
		Path fetched = program(".claude-cli/" + ClaudeVersion.NEWEST + "/claude", "2.1.330", 0);
		assertThat(cli(" ", "/nowhere").installation().executable()).isEqualTo(fetched.toRealPath());
		Path onPath = program("bin/claude", "2.1.197", 0);
		assertThat(cli(null, "/nowhere:" + onPath.getParent()).installation().executable())
			.isEqualTo(onPath.toRealPath());
	}

	@Test
	void installationWhenThereIsNoneSaysWhereItLookedAndTheRemedy() {
		assertThatExceptionOfType(ClaudeUnavailableException.class).isThrownBy(() -> cli(null, "").installation())
			.withMessageContaining("PATH")
			.withMessageContaining(".claude-cli")
			.withMessageContaining("CLAUDE_CODE_PATH");
		assertThatExceptionOfType(ClaudeUnavailableException.class)
			.isThrownBy(() -> cli("/no/such/claude", "").installation())
			.withMessageContaining("/no/such/claude, which does not exist");
		assertThatExceptionOfType(ClaudeUnavailableException.class)
			.isThrownBy(() -> cli(this.directory.toString(), "").installation())
			.withMessageContaining("not a program");
	}

	@Test
	void installationWhenVersionDoesNotFitIsRefused() throws Exception {
		String old = program("old", "2.1.196 (Claude Code)", 0).toString();
		assertThatExceptionOfType(ClaudeUnavailableException.class).isThrownBy(() -> cli(old, "").installation())
			.withMessageContaining("2.1.196")
			.withMessageContaining("2.1.197");
		String broken = program("broken", "cannot start", 3).toString();
		assertThatExceptionOfType(ClaudeUnavailableException.class).isThrownBy(() -> cli(broken, "").installation())
			.withMessageContaining("exit code 3, cannot start");
		String other = program("other", "hello", 0).toString();
		assertThatExceptionOfType(ClaudeUnavailableException.class).isThrownBy(() -> cli(other, "").installation())
			.withMessageContaining("no version number in 'hello'");
		String newer = program("newer", "3.0.0", 0).toString();
		assertThat(cli(newer, "").installation().version()).isEqualTo(new ClaudeVersion(3, 0, 0));
	}

	@Test
	void rememberedWhenItFailsTriesAgainLaterAndKeepsSuccess() {
		AtomicInteger calls = new AtomicInteger();
		Remembered<String> remembered = new Remembered<>(() -> {
			if (calls.incrementAndGet() == 1) {
				throw new IllegalStateException("not yet");
			}
			return "found";
		}, Duration.ofMillis(200));
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(remembered::get);
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(remembered::get);
		assertThat(calls).hasValue(1);
		await().ignoreExceptions().until(remembered::get, "found"::equals);
		remembered.get();
		assertThat(calls).hasValue(2);
	}

	@Test
	void sandboxWhenDemandedButAbsentIsRefusedElseTold() throws Exception {
		Path program = program("claude", "2.1.330", 0);
		ClaudeCli demanding = cli(program.toString(), "/nowhere", SandboxMode.BUBBLEWRAP);
		assertThatExceptionOfType(ClaudeUnavailableException.class).isThrownBy(demanding::sandbox)
			.withMessageContaining("bwrap is not on the PATH")
			.withMessageContaining("SANDBOX=none");
		assertThat(cli(program.toString(), "/nowhere", SandboxMode.AUTO).sandbox())
			.satisfies((sandbox) -> assertThat(sandbox.name()).isEqualTo("none"))
			.satisfies((sandbox) -> assertThat(sandbox.confines()).isFalse())
			.satisfies((sandbox) -> assertThat(sandbox.reason()).startsWith("bwrap is not on the PATH; processes are"));
		assertThat(cli(program.toString(), System.getenv("PATH"), SandboxMode.NONE).sandbox().confines()).isFalse();
		Path broken = program("broken/bwrap", "bwrap: No permissions to create a new namespace", 1);
		program("broken/true", "", 0);
		assertThat(cli(program.toString(), broken.resolveSibling("").toString(), SandboxMode.AUTO).sandbox().reason())
			.contains("No permissions to create a new namespace");
		assertThat(cli(program.toString(), System.getenv("PATH"), SandboxMode.AUTO).sandbox().confines()).isTrue();
	}

	/** A container's {@code /proc}, made by another bubblewrap around this one. */
	@Test
	void sandboxWhenPartsOfProcAreMaskedDoesWithoutOneOfItsOwn() throws Exception {
		Path program = program("claude", "2.1.330", 0);
		Path container = program("container/bwrap", "", 0);
		Files.writeString(container, """
				#!/bin/sh
				exec %s --dev-bind / / --unshare-user --unshare-pid --proc /proc --ro-bind /dev/null /proc/cmdline \
				  -- %1$s "$@"
				""".formatted(Programs.find("bwrap", System.getenv("PATH"))));
		String searchPath = container.getParent() + ":" + System.getenv("PATH");
		Sandbox sandbox = cli(program.toString(), searchPath, SandboxMode.BUBBLEWRAP).sandbox();
		assertThat(sandbox.confines()).isTrue();
		assertThat(sandbox.reason()).contains("other processes");
		assertThat(cli(program.toString(), System.getenv("PATH"), SandboxMode.AUTO).sandbox().reason())
			.isEqualTo("bwrap works here");
	}

	@Test
	void startWhenMachineRefusesSaysWhyAndLeavesNothing() throws Exception {
		Path program = program("claude", "2.1.330", 0);
		ClaudeCli cli = cli(program.toString(), System.getenv("PATH"), SandboxMode.NONE);
		cli.installation();
		ClaudeLaunch launch = FakeClaude.launch(this.directory.resolve("agents"), "a", 1, ClaudeOptions.NONE,
				new ClaudeSession.New(UUID.randomUUID().toString()), Map.of("TOO_LONG", "x".repeat(3_000_000)),
				List.of());
		assertThatExceptionOfType(ClaudeStartException.class).isThrownBy(() -> cli.start(launch, () -> {
		})).withMessageContaining("Argument list too long");
		Files.delete(launch.workingDirectory());
		assertThatExceptionOfType(ClaudeStartException.class).isThrownBy(() -> cli.start(launch, () -> {
		})).withMessageContaining("working directory");
	}

	@Test
	void startWhenSandboxEndsAtOnceTellsCodeAndErrors() throws Exception {
		FakeClaude fake = fake(SandboxMode.BUBBLEWRAP, "start_exit=7", "start_stderr=no s3cret-value today");
		ClaudeLaunch launch = fake.launch("a", 1, ClaudeOptions.NONE, List.of("s3cret-value"));
		try {
			Talk talk = fake.start(launch);
			assertThat(talk.exit().code()).isEqualTo(7);
			assertThat(talk.errors).containsExactly("no [redacted] today");
		}
		catch (ClaudeStartException ex) {
			// The CLI was gone before it was seen.
			assertThat(ex.exitCode()).isEqualTo(7);
			assertThat(ex.errors()).isEqualTo("no [redacted] today");
		}
	}

	@Test
	void startWhenCalledFromManyVirtualThreadsStartsAll() throws Exception {
		FakeClaude fake = fake(SandboxMode.NONE);
		List<Talk> talks = Collections.synchronizedList(new ArrayList<>());
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			ClaudeLaunch launch = fake.launch("agent-" + i, 1, ClaudeOptions.NONE, List.of());
			threads.add(Thread.ofVirtual().start(() -> talks.add(Talk.start(fake.cli, launch))));
		}
		for (Thread thread : threads) {
			assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
		}
		this.opened.add(() -> talks.forEach((talk) -> talk.process.stop().join()));
		assertThat(talks).hasSize(50).allMatch((talk) -> "echo: hi".equals(talk.reply("hi")));
	}

	@Test
	void attachWhenTurnRunsReadsOnAndSeesExit() throws Exception {
		for (SandboxMode sandbox : List.of(SandboxMode.NONE, SandboxMode.BUBBLEWRAP)) {
			FakeClaude fake = fake(sandbox);
			ClaudeLaunch launch = fake.launch(FakeClaude.AGENT, 4, ClaudeOptions.NONE, List.of());
			Talk before = fake.start(launch);
			before.send("#slow 20 40");
			before.next(ClaudeMessage.Init.class);
			List<CarriedProcess> survivors = fake.cli.survivors().getOrDefault(FakeClaude.AGENT, List.of());
			assertThat(survivors).extracting(CarriedProcess::launch).containsOnly(4);
			// As after the death of the service: its end of stdin is closed, the offset
			// stored.
			before.process.closeStdin();
			Talk after = fake.attach(launch, survivors.stream().map(CarriedProcess::identity).toList(), before.offset);
			assertThat(after.process.processes()).isEqualTo(before.process.processes());
			assertThat(after.process.writable()).isFalse();
			after.next(ClaudeMessage.Result.class);
			assertThat(after.exit()).returns(null, ClaudeExit::code);
			before.exit();
			assertThat(after.offset).isEqualTo(before.offset).isEqualTo(Files.size(launch.spool()));
			fake.close();
			this.opened.remove(fake);
		}
	}

	@Test
	void attachWhenStoppedEndsTreeWithoutStdin() throws Exception {
		for (SandboxMode sandbox : List.of(SandboxMode.NONE, SandboxMode.BUBBLEWRAP)) {
			FakeClaude fake = fake(sandbox);
			ClaudeLaunch launch = fake.launch(FakeClaude.AGENT, 1, ClaudeOptions.NONE, List.of());
			Talk before = fake.start(launch);
			before.send("#fork-tree 2 2\n#ignore-term\n#sleep 600");
			before.next(ClaudeMessage.Init.class);
			Talk after = fake.attach(launch, before.process.processes(), before.offset);
			long begin = System.nanoTime();
			after.process.stop().get(5, TimeUnit.SECONDS);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
			assertThat(fake.cli.survivors()).doesNotContainKey(FakeClaude.AGENT);
		}
	}

	@Test
	void attachWhenProcessIsGoneReadsRestOfSpool() throws Exception {
		FakeClaude fake = fake(SandboxMode.NONE);
		ClaudeLaunch launch = fake.launch(FakeClaude.AGENT, 1, ClaudeOptions.NONE, List.of());
		Talk before = fake.start(launch);
		before.turn("hello");
		List<ProcessIdentity> processes = before.process.processes();
		before.process.stop();
		before.exit();
		Talk after = fake.attach(launch, processes, 0);
		assertThat(after.exit()).returns(null, ClaudeExit::code).returns(null, ClaudeExit::signal);
		assertThat(after.all(ClaudeMessage.Result.class)).singleElement()
			.returns("echo: hello", ClaudeMessage.Result::text);
		assertThat(after.process.pid()).isEqualTo(-1);
	}

	@Test
	void attachWhenOnlyAToolLivesEndsItAndDoesNotWaitForIt() throws Exception {
		FakeClaude fake = fake(SandboxMode.NONE);
		ClaudeLaunch launch = fake.launch(FakeClaude.AGENT, 1, ClaudeOptions.NONE, List.of());
		ProcessBuilder tool = new ProcessBuilder("sleep", "600");
		tool.environment().put("AAAS_AGENT_ID", FakeClaude.AGENT);
		tool.environment().put("AAAS_LAUNCH", "1");
		Process left = tool.start();
		try {
			await().until(() -> fake.cli.survivors().containsKey(FakeClaude.AGENT));
			List<ProcessIdentity> survivors = fake.cli.survivors()
				.getOrDefault(FakeClaude.AGENT, List.of())
				.stream()
				.map(CarriedProcess::identity)
				.toList();
			Talk after = fake.attach(launch, survivors, 0);
			assertThat(after.process.pid()).isEqualTo(-1);
			after.exit();
			assertThat(left.waitFor()).isEqualTo(137);
		}
		finally {
			left.destroyForcibly();
		}
	}

	@Test
	void killWhenPidIsReusedLeavesInnocentAlone() throws Exception {
		ClaudeCli cli = cli("/none", "");
		Process innocent = new ProcessBuilder("sleep", "600").start();
		Process guilty = new ProcessBuilder("sleep", "600").start();
		try {
			ProcessTable table = new ProcessTable();
			ProcessIdentity guiltyOne = Objects.requireNonNull(table.find(guilty.pid())).identity();
			cli.kill(List.of(new ProcessIdentity(innocent.pid(), 1), guiltyOne)).get(5, TimeUnit.SECONDS);
			assertThat(guilty.waitFor()).isEqualTo(137);
			assertThat(innocent.isAlive()).isTrue();
		}
		finally {
			innocent.destroyForcibly();
			guilty.destroyForcibly();
		}
	}

	@Test
	void sandboxWhenUsedHidesOtherAgentsAndKeepsOutsidePaths() throws Exception {
		FakeClaude fake = fake(SandboxMode.BUBBLEWRAP);
		ClaudeLaunch one = fake.launch("one", 1, ClaudeOptions.NONE, List.of());
		ClaudeLaunch two = fake.launch("two", 1, ClaudeOptions.NONE, List.of());
		Files.writeString(two.workingDirectory().resolve("private.txt"), "two's");
		Talk talk = fake.start(one);
		talk.turn("hello");
		Path root = Path.of("/proc", Long.toString(talk.process.pid()), "root");
		assertThat(root.resolve(relative(two.workingDirectory()))).doesNotExist();
		assertThat(root.resolve(relative(one.workingDirectory()))).isDirectory();
		assertThat(root.resolve("etc/passwd")).isReadable();
		assertThat(Files.list(root.resolve("root"))).isEmpty();
		Path status = Path.of("/proc", Long.toString(talk.process.pid()), "status");
		assertThat(Files.readString(status)).contains("CapEff:\t0000000000000000", "NoNewPrivs:\t1");
	}

	@Test
	void healthWhenUsableSaysWhatElseWhyNot() throws Exception {
		Path program = program("claude", "2.1.330", 0);
		Health up = new ClaudeHealthIndicator(cli(program.toString(), "/nowhere", SandboxMode.AUTO)).health();
		assertThat(up.getStatus()).isEqualTo(Status.UP);
		assertThat(up.getDetails()).containsEntry("version", "2.1.330").containsEntry("sandbox", "none");
		Health down = new ClaudeHealthIndicator(cli("/no/such", "")).health();
		assertThat(down.getStatus()).isEqualTo(Status.DOWN);
		assertThat(down.getDetails()).hasEntrySatisfying("error",
				(it) -> assertThat(it.toString()).contains("does not exist"));
	}

	private static Path relative(Path path) {
		return Path.of("/").relativize(path);
	}

	private FakeClaude fake(SandboxMode sandbox, String... settings) {
		FakeClaude fake = new FakeClaude(sandbox, settings);
		this.opened.add(fake);
		return fake;
	}

	private ClaudeCli cli(@Nullable String path, String searchPath) {
		return cli(path, searchPath, SandboxMode.NONE);
	}

	private ClaudeCli cli(@Nullable String path, String searchPath, SandboxMode sandbox) {
		ClaudeCli cli = new ClaudeCli(
				new ClaudeProperties(path, sandbox, Duration.ofSeconds(2), ClaudeProperties.OnServiceLoss.FINISH,
						List.of(), new ClaudeProperties.Limits(null, null, null)),
				Clock.systemUTC(), Map.of("PATH", searchPath), this.directory);
		this.opened.add(cli);
		return cli;
	}

	/** A program that says something and exits. */
	private Path program(String name, String output, int code) throws Exception {
		Path program = this.directory.resolve(name);
		Files.createDirectories(program.resolveSibling(""));
		Files.writeString(program,
				"#!/usr/bin/perl\nprint \"" + output.replace("@", "\\@") + "\\n\"; exit " + code + ";\n");
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
		return program;
	}

}
