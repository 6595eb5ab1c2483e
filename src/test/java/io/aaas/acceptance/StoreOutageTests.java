package io.aaas.acceptance;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database is lost and comes back: whoever asks is told so, what runs goes on, what
 * protects is done at once, and the log is as if nothing had been.
 */
class StoreOutageTests extends LosableStore {

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
		awaitNoDirectories(agent);
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
		Signal.STOP.send(pid);
		String text = "#slow 20 300\n#reply the end";
		String message = api().messageAsync(agent, text);
		await("it is written").until(() -> api().get(message).text("status").equals("running"));
		this.database.disconnect();
		Signal.CONT.send(pid);
		await("the turn's end in the spool").until(() -> spool(agent).contains("\"result\""));
		comesBack();
		await("its record").until(() -> outcome(api().get(message)).equals("completed"));
		assertThat(executed(text)).isEqualTo(1);
		assertThat(events(agent, "agent.process_exited")).isEmpty();
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

}
