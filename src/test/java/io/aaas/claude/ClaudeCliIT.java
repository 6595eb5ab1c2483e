package io.aaas.claude;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

import org.springframework.util.FileSystemUtils;

import io.aaas.claude.ClaudeProperties.SandboxMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * The real CLI at both ends of the supported range, in the sandbox and without.
 */
@ParameterizedClass
@MethodSource("installations")
class ClaudeCliIT {

	private final String version;

	private final Path directory = Path.of("target/claude-it/" + UUID.randomUUID()).toAbsolutePath();

	private final ScriptedModel model = new ScriptedModel();

	private final List<Talk> talks = new ArrayList<>();

	private final ProcessTable table = new ProcessTable();

	private final SandboxMode sandbox;

	private final ClaudeCli cli;

	ClaudeCliIT(String version, SandboxMode sandbox) {
		this.version = version;
		this.sandbox = sandbox;
		this.cli = FakeClaude.cli(Path.of(".claude-cli", version, "claude"), sandbox, this.directory.resolve("agents"));
	}

	static Stream<Arguments> installations() {
		return Stream.of(System.getProperty("claude.oldest"), System.getProperty("claude.newest"))
			.flatMap((version) -> Stream.of(SandboxMode.NONE, SandboxMode.BUBBLEWRAP)
				.map((sandbox) -> arguments(version, sandbox)));
	}

	@AfterEach
	void close() throws IOException {
		this.talks.forEach((talk) -> talk.process.stop());
		this.talks.forEach(Talk::exit);
		this.cli.close();
		this.model.close();
		FileSystemUtils.deleteRecursively(this.directory);
	}

	@Test
	void sendWhenInitializedRunsTurns() {
		Talk talk = start(new Options());
		assertThat(talk.initialize().success()).isTrue();
		String uuid = talk.send("hello");
		ClaudeMessage.Init init = talk.next(ClaudeMessage.Init.class);
		assertThat(init.version()).isEqualTo(this.version);
		assertThat(talk.next(ClaudeMessage.Replay.class).uuid()).isEqualTo(uuid);
		ClaudeMessage.Result result = talk.next(ClaudeMessage.Result.class);
		assertThat(result.text()).isEqualTo("echo: hello");
		assertThat(result.isError()).isFalse();
		assertThat(result.usage().output()).isEqualTo(20);
		assertThat(talk.reply("again")).isEqualTo("echo: again");
		assertThat(talk.request(new ControlRequest.GetContextUsage()).success()).isTrue();
		assertThat(talk.request(new ControlRequest.SetPermissionMode(PermissionMode.ACCEPT_EDITS)).success()).isTrue();
		String before = this.model.requests.getLast().path("model").asString();
		assertThat(talk.request(new ControlRequest.SetModel("haiku"))).returns(true,
				ClaudeMessage.ControlReply::success);
		assertThat(talk.request(new ControlRequest.SetPermissionMode(PermissionMode.BYPASS_PERMISSIONS)).success())
			.isFalse();
		assertThat(talk.reply("third")).isEqualTo("echo: third");
		assertThat(this.model.requests.getLast().path("model").asString()).contains("haiku").isNotEqualTo(before);
		talk.process.closeStdin();
		assertThat(talk.exit().code()).isZero();
		assertThat(talk.all(ClaudeMessage.Unparsed.class)).isEmpty();
		assertThat(talk.errors).isEmpty();
	}

	@Test
	void sendWhenTextLooksLikeACommandArrivesAsText() throws Exception {
		Path secret = Files.createDirectories(this.directory).resolve("secret.txt");
		Files.writeString(secret, "the content of a file");
		Talk talk = start(new Options());
		for (String text : List.of("/clear", "/model x", "/nope", "@" + secret, "@/etc/hostname", "!ls", "#x")) {
			String uuid = talk.send(text);
			assertThat(talk.next(ClaudeMessage.Replay.class).uuid()).as(text).isEqualTo(uuid);
			assertThat(talk.next(ClaudeMessage.Result.class).text()).as(text).endsWith(text);
			assertThat(this.model.lastText()).as(text).isEqualToIgnoringWhitespace(text);
			assertThat(this.model.requests.getLast().toString()).doesNotContain("the content of a file");
		}
		assertThat(talk.all(ClaudeMessage.Init.class)).extracting(ClaudeMessage.Init::sessionId)
			.containsOnly(talk.all(ClaudeMessage.Init.class).getFirst().sessionId());
	}

	@Test
	void argumentsWhenOptionsAreSetReachTheModel() {
		Options options = new Options();
		options.model = "stand-in-model";
		options.appendSystemPrompt = "--speak \"like\"\na pirate";
		options.language = "spanish";
		options.maxTokens = 1234;
		options.temperature = 0.5;
		options.tools = List.of("Bash", "Read");
		options.permissionMode = PermissionMode.ACCEPT_EDITS;
		options.allowedTools = List.of("Bash(git log:*)", "Read");
		options.maxTurns = 7;
		options.maxBudgetUsd = new BigDecimal("1.5");
		options.mcpServers = StreamJson.object().set("absent", StreamJson.object().put("command", "/no/such/program"));
		Talk talk = start(options);
		assertThat(talk.reply("hello")).isEqualTo("echo: hello");
		var request = this.model.requests.getLast();
		assertThat(request.path("model").asString()).isEqualTo("stand-in-model");
		assertThat(request.path("max_tokens").asInt()).isEqualTo(1234);
		assertThat(request.path("temperature").asDouble()).isEqualTo(0.5);
		assertThat(request.path("system").toString()).contains("--speak \\\"like\\\"\\na pirate");
		// 2.1.330 says it in a message of the role system.
		assertThat(request.path("system").toString() + request.path("messages")).containsIgnoringCase("spanish");
		assertThat(request.path("tools").findValuesAsString("name")).contains("Bash", "Read").doesNotContain("Write");
		assertThat(talk.all(ClaudeMessage.Init.class).getFirst().permissionMode()).isEqualTo("acceptEdits");
	}

	@Test
	void systemPromptWhenChangedIsUsedOnResume() throws Exception {
		Options options = new Options();
		options.systemPrompt = "You are the first.";
		String session = UUID.randomUUID().toString();
		Talk first = start(launch(1, options, new ClaudeSession.New(session)));
		first.turn("hello");
		assertThat(this.model.requests.getLast().path("system").toString()).contains("You are the first.");
		first.process.closeStdin();
		first.exit();
		assertThat(ClaudeSession.exists(this.directory.resolve("agents/" + FakeClaude.AGENT + "/config"), session))
			.isTrue();
		options.systemPrompt = "You are the second.";
		Talk second = start(launch(2, options, new ClaudeSession.Resume(session)));
		assertThat(second.reply("again")).isEqualTo("echo: again");
		assertThat(this.model.requests.getLast().path("system").toString()).contains("You are the second.");
		assertThat(this.model.requests.getLast().path("messages").toString()).contains("hello", "echo: hello");
		second.process.closeStdin();
		second.exit();
		String forked = UUID.randomUUID().toString();
		Talk third = start(launch(3, options, new ClaudeSession.Fork(session, forked)));
		third.turn("forked");
		assertThat(third.all(ClaudeMessage.Init.class).getFirst().sessionId()).isEqualTo(forked);
		assertThat(this.model.requests.getLast().path("messages").toString()).contains("echo: hello");
	}

	@Test
	void startWhenSessionCannotBeResumedTellsWhy() {
		String session = UUID.randomUUID().toString();
		assertThat(ClaudeSession.exists(this.directory.resolve("agents/" + FakeClaude.AGENT + "/config"), session))
			.isFalse();
		Talk talk = start(launch(1, new Options(), new ClaudeSession.Resume(session)));
		assertThat(talk.exit().code()).isOne();
		assertThat(talk.next(ClaudeMessage.Result.class).errors().getFirst()).startsWith("No conversation found");
		assertThat(talk.errors.getFirst()).startsWith("No conversation found");
	}

	@Test
	void toolWhenAskedForRunsInTheWorkspace() throws Exception {
		Options options = new Options();
		options.permissionMode = PermissionMode.ACCEPT_EDITS;
		ClaudeLaunch other = FakeClaude.launch(this.directory.resolve("agents"), "other", 1, ClaudeOptions.NONE,
				new ClaudeSession.New(UUID.randomUUID().toString()), Map.of(), List.of());
		Path foreign = Files.writeString(other.workingDirectory().resolve("foreign.txt"), "another agent's");
		Talk talk = start(options);
		assertThat(talk.reply("bash:echo made > made.txt")).startsWith("done:");
		assertThat(work().resolve("made.txt")).hasContent("made");
		Path elsewhere = this.directory.resolve("agents").resolve("written.txt");
		talk.send("bash:echo 1 > " + foreign + "; echo 1 > " + elsewhere + "; cat " + foreign + "; env; id -u");
		ClaudeMessage.ControlQuestion question = talk.next(ClaudeMessage.ControlQuestion.class);
		assertThat(question.toolName()).isEqualTo("Bash");
		talk.process.answer(question.requestId(), new PermissionAnswer.Allow(question.input(), null));
		String result = String.valueOf(talk.next(ClaudeMessage.Result.class).text());
		assertThat(result).contains("AAAS_AGENT_ID=agent").doesNotContain("the-service-s-own-secret");
		if (this.sandbox == SandboxMode.BUBBLEWRAP) {
			assertThat(result).contains("No such file").doesNotContain("another agent's");
			assertThat(foreign).hasContent("another agent's");
			assertThat(elsewhere).doesNotExist();
			assertThat(result.strip()).doesNotEndWith("\n0");
		}
		talk.send("bash:python3 -c 1");
		question = talk.next(ClaudeMessage.ControlQuestion.class);
		talk.process.answer(question.requestId(), new PermissionAnswer.Deny("not today", false));
		assertThat(talk.next(ClaudeMessage.Result.class).text()).contains("not today");
	}

	@Test
	void readWhenReplyIsHugeHasItWhole() {
		Talk talk = start(new Options());
		assertThat(talk.reply("big:5000000")).hasSize(5_000_000);
		assertThat(talk.reply("small")).isEqualTo("echo: small");
		assertThat(talk.lines).allMatch((line) -> line.json().length() <= SpoolReader.MAX_HELD);
	}

	@Test
	void interruptWhenTurnRunsEndsIt() {
		Talk talk = start(new Options());
		talk.send("slow:20000");
		talk.next(ClaudeMessage.StreamEvent.class, (event) -> event.text() != null);
		assertThat(talk.request(new ControlRequest.Interrupt()).success()).isTrue();
		ClaudeMessage.Result result = talk.next(ClaudeMessage.Result.class);
		assertThat(result.isError()).isTrue();
		assertThat(result.terminalReason()).isEqualTo("aborted_streaming");
		assertThat(talk.reply("again")).isEqualTo("echo: again");
	}

	@Test
	void stopWhenTurnOrToolRunsLeavesNothingInTime() throws Exception {
		Options options = new Options();
		options.allowedTools = List.of("Bash");
		Talk idle = start(launch(1, options, new ClaudeSession.New(UUID.randomUUID().toString())));
		idle.initialize();
		Talk streaming = start(launch(2, options, new ClaudeSession.New(UUID.randomUUID().toString())));
		streaming.send("slow:20000");
		streaming.next(ClaudeMessage.StreamEvent.class, (event) -> event.text() != null);
		Talk tool = start(launch(3, options, new ClaudeSession.New(UUID.randomUUID().toString())));
		Path running = work().resolve("running");
		tool.send("bash:(setsid sleep 601 &) ; (trap '' INT TERM; touch running; sleep 602)");
		await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(running));
		for (Talk talk : List.of(idle, streaming, tool)) {
			List<ProcessIdentity> processes = talk.process.processes();
			talk.process.stop().get(5, TimeUnit.SECONDS);
			assertThat(processes).isNotEmpty().noneMatch(this.table::isAlive);
		}
		assertThat(this.cli.survivors()).doesNotContainKey(FakeClaude.AGENT);
	}

	@Test
	void stopWhenAttachedEndsTurnBySignal() throws Exception {
		ClaudeLaunch launch = launch(1, new Options(), new ClaudeSession.New(UUID.randomUUID().toString()));
		Talk before = start(launch);
		before.send("slow:20000");
		before.next(ClaudeMessage.StreamEvent.class, (event) -> event.text() != null);
		Talk after = Talk.attach(this.cli, launch, before.process.processes(), before.offset);
		after.process.stop().get(5, TimeUnit.SECONDS);
		before.exit();
	}

	@Test
	void closeStdinWhenTurnRunsLetsItFinish() {
		Talk talk = start(new Options());
		talk.send("slow:1500");
		talk.next(ClaudeMessage.StreamEvent.class, (event) -> event.text() != null);
		talk.process.closeStdin();
		assertThat(talk.next(ClaudeMessage.Result.class).isError()).isFalse();
		assertThat(talk.exit().code()).isZero();
	}

	private Path work() {
		return this.directory.resolve("agents").resolve(FakeClaude.AGENT).resolve("work");
	}

	private Talk start(Options options) {
		return start(launch(1, options, new ClaudeSession.New(UUID.randomUUID().toString())));
	}

	private Talk start(ClaudeLaunch launch) {
		Talk talk = Talk.start(this.cli, launch);
		this.talks.add(talk);
		return talk;
	}

	private ClaudeLaunch launch(int number, Options options, ClaudeSession session) {
		return FakeClaude.launch(this.directory.resolve("agents"), FakeClaude.AGENT, number, options.build(), session,
				this.model.environment(), List.of());
	}

}
