package io.aaas.acceptance;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A commit whose answer is lost was made, or was not: whoever asks is told that it is not
 * known, and what follows from it is done once.
 */
class LostAnswerTests extends LosableStore {

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
		awaitNoDirectories(agent);
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
		awaitNoDirectories(agent);
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

}
