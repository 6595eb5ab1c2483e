package io.aaas.acceptance;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.aaas.acceptance.Api.Reply;
import io.aaas.store.Store;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An agent that has got another owner is stopped here and written no more; the next use
 * takes it back.
 */
class OwnershipTests extends LiveService {

	@Autowired
	private Store store;

	/** As another node does when it takes an agent over. */
	private void takeOver(String agent) {
		this.store.write(id(agent),
				(transaction) -> transaction.sql("update agents set epoch = epoch + 1 where id = ?")
					.param(id(agent))
					.update());
	}

	private int epoch(String agent) {
		return this.store.read((transaction) -> transaction.sql("select epoch from agents where id = ?")
			.param(id(agent))
			.query(Integer.class)
			.single());
	}

	@Test
	void outputWhenTheAgentHasAnotherOwnerIsNotWrittenAndTheProcessEnds() {
		String agent = create("{}");
		CompletableFuture<Reply> waiting = meanwhile(() -> api().message(agent, "#sleep 1\n#tool ls\n#sleep 600"));
		awaitState(agent, "running busy");
		takeOver(agent);
		long events = lastSeq(agent);
		Reply told = answer(waiting);
		assertThat(told.status()).as(told.toString()).isEqualTo(202);
		assertThat(told.header("Location")).isNotEmpty();
		await("the process's end").until(() -> processes(agent).isEmpty());
		assertThat(lastSeq(agent)).isEqualTo(events);
		assertThat(epoch(agent)).isEqualTo(2);
	}

	/** Without taking the agent into memory. */
	private long lastSeq(String agent) {
		return EventLogs.read(api(), agent).size();
	}

	@Test
	void sendWhenTheAgentHasAnotherOwnerIsRefusedOnceAndThenTakesItBack() {
		String agent = create("{}");
		api().message(agent, "before");
		long pid = pid(agent);
		takeOver(agent);
		Reply refused = api().message(agent, "refused");
		refused.problem(503, "agent_moved");
		assertThat(refused.header("Retry-After")).isNotEmpty();
		await("its end").until(() -> ProcessHandle.of(pid).isEmpty());
		Reply again = api().message(agent, "#recall");
		assertThat(again.text("response")).as(again.toString()).isEqualTo("before");
		assertThat(executed("refused")).isZero();
		assertThat(processes(agent)).hasSize(1);
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void useWhenTheOwnerWasLostInMidTurnFinishesWhatItLeft() {
		String agent = create("{}");
		String cut = occupy(agent);
		String queued = api().messageAsync(agent, "#reply after");
		takeOver(agent);
		assertThat(api().post(agent + "/interrupt", null).status()).isIn(200, 503);
		await("the process's end").until(() -> processes(agent).isEmpty());
		assertThat(api().get(queued + "?wait=20").text("response")).isEqualTo("after");
		assertThat(api().get(cut).text("status")).isIn("interrupted", "failed");
		assertThat(processes(agent)).hasSize(1);
		EventLogs.assertGapless(api(), agent);
		assertThat(List.of(state(agent))).containsExactly("running idle");
	}

	@Test
	void stopWhenTheAgentHasAnotherOwnerEndsWhatRunsHere() {
		String agent = create("{}");
		occupy(agent);
		takeOver(agent);
		Reply stopped = api().post(agent + "/stop", null);
		assertThat(stopped.status()).as(stopped.toString()).isIn(200, 503);
		await("the process's end").until(() -> processes(agent).isEmpty());
		assertThat(api().post(agent + "/stop", null).status()).isEqualTo(200);
		assertThat(state(agent)).isEqualTo("stopped");
	}

}
