package io.aaas.acceptance;

import java.util.concurrent.CompletableFuture;

import io.aaas.acceptance.Api.Reply;
import io.aaas.agent.TestDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The disk becomes too full and has room again: no turn loses its output without a word,
 * and nothing has to be started anew.
 */
@ContextConfiguration(initializers = TestDisk.class)
@TestPropertySource(properties = "MIN_FREE_SPACE=")
class DiskFullTests extends LiveService {

	@Autowired
	private TestDisk disk;

	@AfterEach
	void makeRoom() {
		hasRoom();
	}

	private void isFull() {
		this.disk.leave(DataSize.ofMegabytes(1));
		await("it is noticed").until(() -> !api().isReady());
	}

	private void hasRoom() {
		this.disk.leave(DataSize.ofGigabytes(50));
		await("it is noticed").until(() -> api().isReady());
	}

	private static void assertRefused(Reply reply) {
		reply.problem(503, "storage_full");
		assertThat(reply.header("Retry-After")).isEqualTo("10");
		assertThat(reply.text("detail")).contains("1 MiB free", "MIN_FREE_SPACE");
	}

	@Test
	void sendWhenTheDiskIsFullIsRefusedAndHealthSaysWhy() {
		String agent = create("{}");
		String stopped = create("{'auto_start':false}");
		isFull();
		assertRefused(api().message(agent, "refused"));
		assertRefused(api().post("/api/v1/agents", "{}"));
		assertRefused(api().post(stopped + "/start", null));
		assertRefused(api().post("/api/v1/query", json("{'message':'refused'}")));
		Reply health = api().get("/health");
		assertThat(health.text("status")).isEqualTo("degraded");
		assertThat(health.body().at("/reasons/0").stringValue()).contains("1 MiB free");
		assertThat(api().get(agent).status()).isEqualTo(200);
		hasRoom();
		assertThat(api().get("/health").text("status")).isEqualTo("healthy");
		assertThat(api().message(agent, "again").text("response")).isEqualTo("echo: again");
		assertThat(executed("refused")).isZero();
	}

	@Test
	void turnWhenTheDiskBecomesFullIsStoppedAndTheQueueWaitsForRoom() {
		String agent = create("{}");
		CompletableFuture<Reply> running = meanwhile(() -> api().message(agent, "#fork-tree 2 2\n" + ENDLESS));
		await("the tree").until(() -> processes(agent).size() == 7);
		String queued = api().messageAsync(agent, "#reply after");
		isFull();
		assertThat(outcome(answer(running))).isEqualTo("failed storage_full");
		await("its end").until(() -> processes(agent).isEmpty());
		assertThat(api().get(queued).text("status")).isEqualTo("queued");
		assertThat(api().get(queued).body().at("/waiting_for/reason").stringValue()).isEqualTo("storage");
		hasRoom();
		assertThat(api().get(queued + "?wait=20").text("response")).isEqualTo("after");
		EventLogs.assertGapless(api(), agent);
	}

	@Test
	void stopWhenTheDiskIsFullIsDone() {
		String agent = create("{}");
		isFull();
		assertThat(api().post(agent + "/stop", null).status()).isEqualTo(200);
		assertThat(processes(agent)).isEmpty();
	}

	@Test
	void lineWhenItIsTornEndsTheLaunchBeforeTheNextTurn() {
		String agent = create("{}");
		long pid = pid(agent);
		assertThat(api().message(agent, "#bad-json\n#reply done").text("response")).isEqualTo("done");
		assertThat(api().message(agent, "#recall").text("response")).contains("#bad-json");
		assertThat(pid(agent)).isNotEqualTo(pid);
	}

}
