package io.aaas.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.aaas.acceptance.Api.Reply;
import io.aaas.store.PostgresProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database is lost and comes back: whoever asks is told so, what runs goes on, what
 * protects is done at once, and the log is as if nothing had been.
 */
@ContextConfiguration(initializers = LosableDatabase.class)
@TestPropertySource(properties = { "QUEUE_TIMEOUT=3s", "APPROVAL_TIMEOUT=3s", "ACKNOWLEDGE_TIMEOUT=3s",
		"aaas.store.connect-timeout=500ms" })
class StoreOutageTests extends LiveService {

	/** Five seconds are promised; the machine may be busy. */
	private static final Duration AN_ANSWER = Duration.ofSeconds(9);

	@Autowired
	private PostgresProxy database;

	@AfterEach
	void giveBack() {
		this.database.thaw();
		this.database.reconnect();
		await("the database").until(() -> api().isReady());
	}

	private enum Loss {

		/** As when the server is stopped. */
		REFUSED,

		/** As when it is paused, or the network is cut. */
		SILENT

	}

	private void lose(Loss loss) {
		if (loss == Loss.REFUSED) {
			this.database.disconnect();
		}
		else {
			this.database.freeze();
		}
	}

	private void comesBack() {
		this.database.thaw();
		this.database.reconnect();
	}

	private static Reply answered(Supplier<Reply> call) {
		long begun = System.nanoTime();
		Reply reply = call.get();
		Duration taken = Duration.ofNanos(System.nanoTime() - begun);
		System.out.println("Answered in the outage after " + taken.toMillis() + " ms: " + reply.status());
		assertThat(taken).as(reply.toString()).isLessThan(AN_ANSWER);
		return reply;
	}

	private static void assertUnavailable(Reply reply) {
		reply.problem(503, "store_unavailable");
		assertThat(reply.header("Retry-After")).isNotEmpty();
		assertThat(reply.body().get("retryable").booleanValue()).isTrue();
	}

	/** Done though it could not be recorded. */
	private static void assertDone(Reply reply) {
		assertUnavailable(reply);
		assertThat(reply.text("detail")).contains("recorded as soon as it can be");
		assertThat(reply.body().path("done").asBoolean(false)).as(reply.toString()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void sendWhenTheDatabaseIsLostIsRefusedAndWhatRunsGoesOn(Loss loss) {
		String agent = create("{}");
		String other = create("{}");
		CompletableFuture<Reply> running = meanwhile(() -> api().message(agent, "#slow 30 100\n#reply whole reply"));
		awaitState(agent, "running busy");
		lose(loss);
		List<CompletableFuture<Reply>> refused = IntStream.range(0, 20)
			.mapToObj((i) -> meanwhile(() -> answered(() -> api().message((i % 2 == 0) ? agent : other, "lost " + i))))
			.toList();
		assertThat(refused).allSatisfy((call) -> assertUnavailable(answer(call)));
		assertUnavailable(answered(() -> api().get(agent)));
		assertUnavailable(answered(() -> api().post("/api/v1/agents", "{}")));
		assertThat(api().isReady()).isFalse();
		await("the turn's end in the spool").until(() -> spool(agent).contains("\"result\""));
		comesBack();
		Reply whole = answer(running);
		assertThat(whole.text("response")).isEqualTo("whole reply");
		assertThat(events(agent, "message.completed"))
			.filteredOn((event) -> event.path("message_id").asString("").equals(whole.text("id")))
			.hasSize(1);
		assertThat(api().message(other, "again").text("response")).isEqualTo("echo: again");
		// What was under way when it fell silent may have been committed.
		IntStream.range(0, 20).forEach((i) -> assertThat(executed("lost " + i)).isLessThanOrEqualTo(1));
		EventLogs.assertGapless(api(), agent);
	}

	@ParameterizedTest
	@EnumSource
	void stopWhenTheDatabaseIsLostEndsTheProcessAndIsRecordedWhenItIsBack(Loss loss) {
		String agent = create("{}");
		String message = occupy(agent);
		String queued = api().messageAsync(agent, "waits");
		lose(loss);
		assertDone(answered(() -> api().post(agent + "/stop", null)));
		assertThat(processes(agent)).isEmpty();
		comesBack();
		awaitState(agent, "stopped");
		assertThat(outcome(api().get(message))).isEqualTo("interrupted agent_stopped");
		assertThat(outcome(api().get(queued))).isEqualTo("cancelled agent_stopped");
		assertThat(events(agent, "agent.stopped")).hasSize(1);
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void interruptWhenTheDatabaseIsLostEndsTheTurnAndIsRecordedWhenItIsBack() {
		String agent = create("{}");
		String message = occupy(agent);
		this.database.disconnect();
		assertDone(answered(() -> api().post(agent + "/interrupt", null)));
		assertThat(spool(agent)).contains("error_during_execution");
		comesBack();
		await("its record").until(() -> outcome(api().get(message)).equals("interrupted interrupted"));
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
	}

	@Test
	void cancelWhenTheDatabaseIsLostEndsTheTurnAndIsRecordedWhenItIsBack() {
		String agent = create("{}");
		String message = occupy(agent);
		this.database.disconnect();
		assertDone(answered(() -> api().post(message + "/cancel", null)));
		comesBack();
		await("its record").until(() -> outcome(api().get(message)).equals("interrupted interrupted"));
	}

	@Test
	void denyWhenTheDatabaseIsLostIsToldTheCliAndIsRecordedWhenItIsBack() {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, "#ask Bash {}"));
		String approval = openApproval(agent);
		this.database.disconnect();
		assertDone(answered(() -> api().post(approval, json("{'decision':'deny','message':'no'}"))));
		await("the answer").until(() -> spool(agent).contains("denied: no"));
		answered(() -> api().post(approval, json("{'decision':'allow'}"))).problem(503, "store_unavailable");
		comesBack();
		assertThat(answer(asking).text("response")).isEqualTo("denied: no");
		assertThat(events(agent, "approval.denied")).hasSize(1);
		assertThat(api().get(agent + "/approvals").body().at("/data/0/status").stringValue()).isEqualTo("denied");
	}

	@Test
	void allowWhenTheDatabaseIsLostIsNotToldTheCli() {
		String agent = create("{'config':{'approval_timeout':60}}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, "#ask Bash {}"));
		String approval = openApproval(agent);
		this.database.disconnect();
		Reply refused = answered(() -> api().post(approval, json("{'decision':'allow'}")));
		assertUnavailable(refused);
		assertThat(refused.body().has("done")).isFalse();
		assertThat(spool(agent)).doesNotContain("control_response\",\"uuid");
		comesBack();
		await("it is open").until(() -> api().post(approval, json("{'decision':'allow'}")).status() == 200);
		assertThat(answer(asking).text("response")).isEqualTo("allowed: {}");
	}

	@Test
	void deleteWhenTheDatabaseIsLostEndsTheProcessAndIsRecordedWhenItIsBack() {
		String agent = create("{}");
		occupy(agent);
		this.database.disconnect();
		assertDone(answered(() -> api().delete(agent)));
		assertThat(processes(agent)).isEmpty();
		comesBack();
		awaitState(agent, "gone");
		await("the directories")
			.until(() -> inventory().directories().stream().noneMatch((path) -> path.contains(id(agent))));
	}

	@Test
	void hibernateWhenTheDatabaseIsLostLetsTheProcessGoAndIsRecordedWhenItIsBack() {
		String agent = create("{}");
		this.database.disconnect();
		assertDone(answered(() -> api().post(agent + "/hibernate", null)));
		assertThat(processes(agent)).isEmpty();
		comesBack();
		awaitState(agent, "running hibernated");
		assertThat(events(agent, "agent.hibernated")).hasSize(1);
	}

	@Test
	void turnWhenItsBeginningCannotBeRecordedGoesOn() {
		String agent = create("{}");
		long pid = pid(agent);
		signal(pid, "STOP");
		String text = "#slow 20 300\n#reply the end";
		String message = api().messageAsync(agent, text);
		await("it is written").until(() -> api().get(message).text("status").equals("running"));
		this.database.disconnect();
		signal(pid, "CONT");
		await("the turn's end in the spool").until(() -> spool(agent).contains("\"result\""));
		comesBack();
		await("its record").until(() -> outcome(api().get(message)).equals("completed"));
		assertThat(executed(text)).isEqualTo(1);
		assertThat(events(agent, "agent.process_exited")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "stopped", "hibernated" })
	void endWhenTheAnswerToItsCommitIsLostIsRecordedOnce(String end) {
		String agent = create("{}");
		this.database.loseNextCommitAnswer();
		assertUnavailable(api().post(agent + (end.equals("stopped") ? "/stop" : "/hibernate"), null));
		await("its record").until(() -> state(agent).endsWith(end));
		assertThat(api().post(agent + "/start", null).status()).isEqualTo(200);
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		assertThat(events(agent, "agent." + end)).hasSize(1);
		EventLogs.assertGapless(api(), agent);
	}

	@ParameterizedTest
	@ValueSource(strings = { "idle", "hibernated" })
	void deleteWhenItIsNotKnownWhetherTheStopWasRecordedIsDoneAsWell(String state) {
		String agent = create("{}");
		if (state.equals("hibernated")) {
			api().post(agent + "/hibernate", null);
		}
		this.database.loseNextCommitAnswer();
		assertUnavailable(api().post(agent + "/stop", null));
		assertThat(api().delete(agent).status()).isIn(204, 503);
		awaitState(agent, "gone");
		await("the directories")
			.until(() -> inventory().directories().stream().noneMatch((path) -> path.contains(id(agent))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "stop", "delete" })
	void endWhenItIsNotKnownWhetherTheRestartWasRecordedIsDone(String end) {
		String agent = create("{}");
		this.database.loseNextCommitAnswer();
		CompletableFuture<Reply> restarting = meanwhile(() -> api().post(agent + "/restart", null));
		await("the process's end").until(() -> processes(agent).isEmpty());
		Reply ended = answered(() -> end.equals("stop") ? api().post(agent + "/stop", null) : api().delete(agent));
		assertThat(ended.status()).isIn(200, 204, 503);
		awaitState(agent, end.equals("stop") ? "stopped" : "gone");
		answer(restarting);
		assertThat(processes(agent)).isEmpty();
	}

	@Test
	void deleteThatWasRefusedDoesNotTakeTheWorkspaceFromOneThatKeepsIt() {
		String agent = create("{}");
		api().post(agent + "/hibernate", null);
		Path work = Path.of(api().get(agent).text("working_directory"));
		this.database.disconnect();
		assertUnavailable(answered(() -> api().delete(agent)));
		comesBack();
		await("the database").until(() -> api().isReady());
		assertThat(api().delete(agent + "?keep_workspace=true").status()).isEqualTo(204);
		assertThat(work).exists();
	}

	@Test
	void deleteWhenItIsRepeatedInTheOutageIsAnswered() {
		String agent = create("{}");
		api().post(agent + "/hibernate", null);
		this.database.loseNextCommitAnswer();
		assertUnavailable(api().delete(agent));
		this.database.disconnect();
		assertUnavailable(answered(() -> api().delete(agent)));
		comesBack();
		awaitState(agent, "gone");
	}

	@Test
	void deleteWhenTheAnswerToItsCommitIsLostRemovesTheDirectories() {
		String agent = create("{}");
		api().post(agent + "/hibernate", null);
		this.database.loseNextCommitAnswer();
		assertUnavailable(api().delete(agent));
		awaitState(agent, "gone");
		await("the directories")
			.until(() -> inventory().directories().stream().noneMatch((path) -> path.contains(id(agent))));
	}

	@Test
	void patchWhenTheAnswerToItsCommitIsLostReachesTheProcess() {
		String agent = create("{}");
		this.database.loseNextCommitAnswer();
		assertUnavailable(api().patch(agent, json("{'config':{'append_system_prompt':'short'}}")));
		await("another process").until(() -> events(agent, "agent.process_exited").size() == 1);
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
	}

	@Test
	void restartWhenTheAnswerToItsCommitIsLostStartsOneProcess() {
		String agent = create("{}");
		this.database.loseNextCommitAnswer();
		api().post(agent + "/restart", null);
		awaitState(agent, "running idle");
		await("the new process").until(() -> events(agent, "agent.started").size() == 2);
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		assertThat(events(agent, "agent.process_exited")).hasSize(1);
		assertThat(events(agent, "agent.started")).hasSize(2);
	}

	@Test
	void startWhenTheAnswerToItsCommitIsLostStarts() {
		String agent = create("{}");
		api().post(agent + "/stop", null);
		this.database.loseNextCommitAnswer();
		assertUnavailable(api().post(agent + "/start", null));
		awaitState(agent, "running idle");
		assertThat(events(agent, "agent.started")).hasSize(2);
	}

	@Test
	void startWhenTheAnswerToTheCommitOfItsEndIsLostIsRecordedOnce() {
		String agent = create("{}");
		api().post(agent + "/stop", null);
		cli().settings("start_delay_ms=1500");
		CompletableFuture<Reply> starting = meanwhile(() -> api().post(agent + "/start", null));
		await("its process").until(() -> api().get(agent).body().get("pid").isNumber());
		this.database.loseNextCommitAnswer();
		answer(starting);
		awaitState(agent, "running idle");
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		assertThat(events(agent, "agent.started")).hasSize(2);
	}

	@Test
	void deadlinesWhenTheyPassInTheOutageAreKeptWhenItIsBack() {
		String agent = create("{}");
		String asking = create("{}");
		String late = api()
			.post(agent + "/messages", json("{'message':'#sleep 600','timeout':2}"), "Prefer", "respond-async")
			.header("Location");
		String queued = api().messageAsync(agent, "waits");
		String busy = create("{}");
		occupy(busy);
		String behind = api().messageAsync(busy, "waits in vain");
		CompletableFuture<Reply> question = meanwhile(() -> api().message(asking, "#ask Bash {}"));
		openApproval(asking);
		this.database.disconnect();
		await("the denial").until(() -> spool(asking).contains("denied: Nobody answered in time"));
		await("the interrupt").until(() -> spool(agent).contains("error_during_execution"));
		comesBack();
		await("the timeout").until(() -> outcome(api().get(late)).equals("timed_out timeout"));
		assertThat(answer(question).text("response")).isEqualTo("denied: Nobody answered in time");
		assertThat(events(asking, "approval.expired")).hasSize(1);
		await("its end").until(() -> api().get(queued).body().get("finished_at").isString());
		await("the queue's").until(() -> outcome(api().get(behind)).equals("timed_out queue_timeout"));
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void sendWhenTheAnswerToItsCommitIsLostIsRunOnceWhetherToldOrNot() {
		String agent = create("{}");
		this.database.loseNextCommitAnswer();
		Reply unknown = api().message(agent, "told or not");
		assertUnavailable(unknown);
		assertThat(unknown.body().path("outcome_unknown").asBoolean(false)).isTrue();
		await("it ran").until(() -> events(agent, "message.completed").size() == 1);
		assertThat(executed("told or not")).isEqualTo(1);
		assertThat(api().get(agent + "/messages").body().get("data")).hasSize(1);
		assertThat(state(agent)).isEqualTo("running idle");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void sendWhenItsCommitIsLostIsNotRun() {
		String agent = create("{}");
		this.database.loseNextCommit();
		assertUnavailable(api().message(agent, "never"));
		assertThat(api().message(agent, "next").text("response")).isEqualTo("echo: next");
		assertThat(executed("never")).isZero();
	}

	@Test
	void allowWhenTheAnswerToItsCommitIsLostIsToldTheCliAllTheSame() {
		String agent = create("{'config':{'approval_timeout':60}}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, "#ask Bash {}"));
		String approval = openApproval(agent);
		this.database.loseNextCommitAnswer();
		assertUnavailable(api().post(approval, json("{'decision':'allow'}")));
		assertThat(answer(asking).text("response")).isEqualTo("allowed: {}");
		assertThat(events(agent, "approval.allowed")).hasSize(1);
	}

	@Test
	void createWhenTheAnswerToItsCommitIsLostLeavesNothing() {
		Inventory before = inventory();
		this.database.loseNextCommitAnswer();
		assertUnavailable(api().post("/api/v1/agents", "{}"));
		await("nothing is left").untilAsserted(() -> assertThat(inventory()).isEqualTo(before));
	}

	@Test
	void createWhenTheDatabaseIsLostWhileTheCliStartsLeavesNothing() {
		Inventory before = inventory();
		cli().settings("start_delay_ms=1500");
		CompletableFuture<Reply> creating = meanwhile(() -> answered(() -> api().post("/api/v1/agents", "{}")));
		await("the launch").until(() -> inventory().spools().size() > before.spools().size());
		this.database.disconnect();
		assertUnavailable(answer(creating));
		comesBack();
		await("nothing is left").ignoreExceptions().untilAsserted(() -> assertThat(inventory()).isEqualTo(before));
	}

	private String openApproval(String agent) {
		awaitState(agent, "running waiting_approval");
		return agent + "/approvals/" + api().get(agent + "/approvals").body().at("/data/0/id").stringValue();
	}

}
