package io.aaas.acceptance;

import java.time.Duration;
import java.util.function.Supplier;

import io.aaas.acceptance.Api.Reply;
import io.aaas.store.PostgresProxy;
import org.junit.jupiter.api.AfterEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service on a database that can be lost, in whole or with one answer.
 */
@ContextConfiguration(initializers = LosableDatabase.class)
@TestPropertySource(properties = { "QUEUE_TIMEOUT=3s", "APPROVAL_TIMEOUT=3s", "ACKNOWLEDGE_TIMEOUT=3s",
		"aaas.store.connect-timeout=500ms" })
abstract class LosableStore extends LiveService {

	/** Five seconds are promised; the machine may be busy. */
	private static final Duration AN_ANSWER = Duration.ofSeconds(9);

	@Autowired
	PostgresProxy database;

	@AfterEach
	void giveBack() {
		this.database.thaw();
		this.database.reconnect();
		await("the database").until(() -> api().isReady());
	}

	void comesBack() {
		this.database.thaw();
		this.database.reconnect();
	}

	static Reply answered(Supplier<Reply> call) {
		long begun = System.nanoTime();
		Reply reply = call.get();
		Duration taken = Duration.ofNanos(System.nanoTime() - begun);
		System.out.println("Answered in the outage after " + taken.toMillis() + " ms: " + reply.status());
		assertThat(taken).as(reply.toString()).isLessThan(AN_ANSWER);
		return reply;
	}

	static void assertUnavailable(Reply reply) {
		reply.problem(503, "store_unavailable");
		assertThat(reply.header("Retry-After")).isNotEmpty();
		assertThat(reply.body().get("retryable").booleanValue()).isTrue();
	}

	/** Done though it could not be recorded. */
	static void assertDone(Reply reply) {
		assertUnavailable(reply);
		assertThat(reply.text("detail")).contains("recorded as soon as it can be");
		assertThat(reply.body().path("done").asBoolean(false)).as(reply.toString()).isTrue();
	}

	void awaitNoDirectories(String agent) {
		await("the directories")
			.until(() -> inventory().directories().stream().noneMatch((path) -> path.contains(id(agent))));
	}

	String openApproval(String agent) {
		awaitState(agent, "running waiting_approval");
		return agent + "/approvals/" + api().get(agent + "/approvals").body().at("/data/0/id").stringValue();
	}

}
