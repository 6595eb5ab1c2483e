package io.aaas.acceptance;

import java.io.IOException;
import java.util.List;
import java.util.UUID;

import io.aaas.agent.Sabotage;
import io.aaas.store.Store;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What should never be is brought about, and has to be found and repaired.
 */
class ReconcilerTests extends LiveService {

	@Autowired
	private ApplicationContext context;

	@Autowired
	private Store store;

	private Sabotage sabotage() {
		return new Sabotage(this.context);
	}

	/** A process that carries an agent's mark. */
	private static Process carry(String agentId, int launch) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("sleep", "600");
		builder.environment().put("AAAS_AGENT_ID", agentId);
		builder.environment().put("AAAS_LAUNCH", String.valueOf(launch));
		return builder.start();
	}

	private List<String> findings(String agent) {
		return EventLogs.read(api(), agent)
			.stream()
			.filter((event) -> "agent.reconciled".equals(event.path("type").asString()))
			.map((event) -> event.at("/data/finding").asString())
			.toList();
	}

	@Test
	void processWhenItsLaunchHasEndedIsKilledAndOthersAreNot() throws Exception {
		String agent = create("{}");
		long pid = pid(agent);
		Process stray = carry(id(agent), 99);
		Process another = carry(UUID.randomUUID().toString(), 1);
		try {
			// Nobody asks for it: that it looks every few seconds is part of it.
			await("the stray's end").until(() -> !stray.isAlive());
			assertThat(findings(agent)).containsExactly("stray_processes");
			assertThat(another.isAlive()).isTrue();
			assertThat(pid(agent)).isEqualTo(pid);
			assertThat(api().message(agent, "still here").text("response")).isEqualTo("echo: still here");
		}
		finally {
			stray.destroyForcibly();
			another.destroyForcibly();
		}
	}

	@Test
	void processWhenItsAgentIsStoppedIsKilled() throws Exception {
		String agent = create("{}");
		assertThat(api().post(agent + "/stop", null).status()).isEqualTo(200);
		Process stray = carry(id(agent), 1);
		try {
			sabotage().reconcile();
			await("the stray's end").until(() -> !stray.isAlive());
			assertThat(findings(agent)).containsExactly("stray_processes");
		}
		finally {
			stray.destroyForcibly();
		}
	}

	@Test
	void agentWhenTheDatabaseHasLostACommitIsTakenOver() {
		String agent = create("{}");
		String running = api().messageAsync(agent, "#api-retry 10\n#slow 40 100");
		awaitTurn(running);
		this.store.write(id(agent), (transaction) -> {
			transaction
				.sql("delete from events where agent_id = ? and seq = (select last_seq from agents where id = ?)")
				.params(id(agent), id(agent))
				.update();
			return transaction.sql("update agents set last_seq = last_seq - 1 where id = ?").params(id(agent)).update();
		});
		await("it is taken over")
			.until(() -> List.of("interrupted", "failed", "completed").contains(api().get(running).text("status")));
		assertThat(api().message(agent, "still here").text("response")).isEqualTo("echo: still here");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void turnWhenNoProcessRunsItIsEndedAndTheQueueGoesOn() {
		String agent = create("{}");
		String running = occupy(agent);
		String queued = api().messageAsync(agent, "#reply after");
		sabotage().forgetProcess(id(agent));
		sabotage().reconcile();
		assertThat(outcome(api().get(running + "?wait=20"))).isEqualTo("failed process_exited");
		assertThat(api().get(queued + "?wait=20").text("response")).isEqualTo("after");
		assertThat(findings(agent)).contains("stray_processes", "lost_turn");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void messageWhenItWaitsForNothingGoesOn() {
		String agent = create("{}");
		occupy(agent);
		String queued = api().messageAsync(agent, "#reply after");
		sabotage().ignore(id(agent), true);
		assertThat(api().post(agent + "/interrupt", null).status()).isEqualTo(200);
		sabotage().ignore(id(agent), false);
		sabotage().reconcile();
		assertThat(findings(agent)).isEmpty();
		sabotage().reconcile();
		assertThat(api().get(queued + "?wait=20").text("response")).isEqualTo("after");
		assertThat(findings(agent)).containsExactly("stalled_queue");
	}

	@Test
	void agentWhenAnotherOwnsItIsStoppedThoughItSaysNothing() {
		String agent = create("{}");
		occupy(agent);
		this.store.write(id(agent),
				(transaction) -> transaction.sql("update agents set epoch = epoch + 1 where id = ?")
					.param(id(agent))
					.update());
		sabotage().reconcile();
		await("its end").until(() -> processes(agent).isEmpty());
	}

	@Test
	void nothingIsFoundWhereNothingIsWrong() {
		String agent = create("{}");
		occupy(agent);
		api().messageAsync(agent, "waiting");
		String hibernated = create("{}");
		assertThat(api().post(hibernated + "/hibernate", null).status()).isEqualTo(200);
		sabotage().reconcile();
		sabotage().reconcile();
		assertThat(api().post(agent + "/interrupt", null).status()).isEqualTo(200);
		assertThat(findings(agent)).isEmpty();
		assertThat(findings(hibernated)).isEmpty();
	}

}
