package io.aaas.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.aaas.problem.StartupException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What callers are told when the database is lost, and that it is always the truth.
 */
class PostgresOutageTests {

	/** The store answers in five seconds; the machine may be busy. */
	private static final Duration AN_ANSWER = Duration.ofSeconds(9);

	private PostgresProxy proxy;

	private TestStore database;

	private Store store;

	@BeforeEach
	void openStore() {
		this.proxy = PostgresProxy.toSharedServer();
		this.database = TestStore.postgres(this.proxy);
		this.store = this.database.store();
		this.store.write("",
				(transaction) -> transaction
					.sql("create table notes (id text not null primary key, n integer, body text not null)")
					.update());
	}

	@AfterEach
	void closeStore() {
		this.proxy.reconnect();
		this.database.close();
		this.proxy.close();
	}

	@Test
	void writeWhenDatabaseIsGoneTellsThatNothingWasWrittenAndGoesOnWhenItIsBack() {
		this.proxy.disconnect();
		// Many, so that some wait while others try to connect: none of them began.
		List<CompletableFuture<Boolean>> writes = IntStream.range(0, 20).mapToObj((i) -> insert("lost" + i)).toList();
		CompletableFuture<Boolean> first = insert("lost");
		assertThat(first).failsWithin(AN_ANSWER)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(StoreUnavailableException.class, PostgresOutageTests::knownNotToBeWritten);
		assertThat(writes).allSatisfy((write) -> assertThat(write).failsWithin(AN_ANSWER)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(StoreUnavailableException.class, PostgresOutageTests::knownNotToBeWritten));
		assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> StoreContract.ids(this.store));
		this.proxy.reconnect();
		backAgain();
		holds("back");
	}

	@Test
	void writeWhenItWaitsForConnectionHasNotBegun() {
		try (CountingDatabase second = new CountingDatabase(this.database)) {
			this.proxy.disconnect();
			// The first finds out that its connection is dead.
			GroupCommit.Write<Boolean> first = StoreContract.write("a",
					(transaction) -> transaction.sql("select true").query(Boolean.class).single());
			second.writer().submit(first);
			assertThat(first.outcome()).failsWithin(AN_ANSWER);
			GroupCommit.Write<Boolean> waiting = StoreContract.write("a", (transaction) -> {
				StoreContract.insert(transaction, "a", 1, "");
				return true;
			});
			second.writer().submit(waiting);
			await().until(second::waitsForConnection);
			assertThat(waiting.abandon()).isTrue();
			this.proxy.reconnect();
			backAgain();
			holds("back");
		}
	}

	@Test
	void writeWhenServerIsStoppedAndStartedGoesOn(@TempDir Path directory) throws IOException {
		EmbeddedPostgres server = server(directory, 0);
		int port = server.getPort();
		try (TestStore own = TestStore.postgres(TestPostgres.url(port, "postgres"))) {
			own.store()
				.write("",
						(transaction) -> transaction
							.sql("create table notes (id text not null primary key, n integer, body text not null)")
							.update());
			server.close();
			assertThatExceptionOfType(StoreUnavailableException.class)
				.isThrownBy(() -> own.store().write("a", (transaction) -> {
					StoreContract.insert(transaction, "lost", 1, "");
					return true;
				}))
				.satisfies(PostgresOutageTests::knownNotToBeWritten);
			server = server(directory, port);
			this.store = own.store();
			backAgain();
			holds("back");
		}
		finally {
			server.close();
		}
	}

	@Test
	void writeWhenAnswerToCommitIsLostTellsThatItMayBeWritten() {
		this.proxy.loseNextCommitAnswer();
		assertThat(insert("a")).failsWithin(AN_ANSWER)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(StoreUnavailableException.class, (ex) -> assertThat(ex.outcomeUnknown()).isTrue());
		backAgain();
		holds("a", "back");
	}

	@Test
	void writeWhenCommitIsLostTellsThatItMayBeWritten() {
		this.proxy.loseNextCommit();
		assertThat(insert("a")).failsWithin(AN_ANSWER)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(StoreUnavailableException.class, (ex) -> assertThat(ex.outcomeUnknown()).isTrue());
		backAgain();
		holds("back");
	}

	@Test
	void writeWhenConnectionIsLostInItsMiddleTellsThatNothingWasWritten() {
		assertThatExceptionOfType(StoreUnavailableException.class)
			.isThrownBy(() -> this.store.write("a", (transaction) -> {
				StoreContract.insert(transaction, "a", 1, "");
				// Ends its own connection, as an administrator may.
				return transaction.sql("select pg_terminate_backend(pg_backend_pid())").query(Boolean.class).single();
			}))
			.satisfies(PostgresOutageTests::knownNotToBeWritten);
		backAgain();
		holds("back");
	}

	@Test
	void writeWhenDatabaseIsLostWhileGroupIsTakenApartFailsTheRestAtOnce() {
		try (CountingDatabase second = new CountingDatabase(this.database)) {
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch go = new CountDownLatch(1);
			second.writer().submit(StoreContract.write("", (transaction) -> {
				begun.countDown();
				StoreContract.awaitUnchecked(go);
				return true;
			}));
			StoreContract.awaitUnchecked(begun);
			List<GroupCommit.Write<Boolean>> writes = IntStream.range(0, 20)
				.mapToObj((i) -> StoreContract.write("key%02d".formatted(i), (transaction) -> {
					StoreContract.insert(transaction, "id" + i, i, "");
					if (i == 0) {
						this.proxy.disconnect();
						throw new IllegalStateException("fails as a group, and on its own");
					}
					return true;
				}))
				.toList();
			writes.forEach(second.writer()::submit);
			go.countDown();
			List<CompletableFuture<Boolean>> rest = writes.stream().skip(1).map(GroupCommit.Write::outcome).toList();
			assertThat(CompletableFuture.allOf(rest.toArray(CompletableFuture[]::new))).failsWithin(AN_ANSWER);
			assertThat(rest).allSatisfy((outcome) -> assertThat(outcome.exceptionNow())
				.isInstanceOfSatisfying(StoreUnavailableException.class, PostgresOutageTests::knownNotToBeWritten));
			this.proxy.reconnect();
		}
	}

	@Test
	void openWhenDatabaseIsGoneSaysSoOnOneLine() {
		this.proxy.disconnect();
		assertThatExceptionOfType(StartupException.class)
			.isThrownBy(() -> Database.open(new StoreProperties(Path.of("unused"),
					"postgresql://ada:s3cret@127.0.0.1:" + this.proxy.port() + "/aaas", 1, Duration.ofSeconds(1),
					Duration.ofSeconds(1)), Path.of("unused")))
			.withMessageContaining("DATABASE_URL")
			.withMessageContaining("refused")
			.withMessageNotContaining("s3cret");
	}

	private static void knownNotToBeWritten(StoreUnavailableException ex) {
		assertThat(ex.outcomeUnknown()).isFalse();
	}

	private CompletableFuture<Boolean> insert(String id) {
		return CompletableFuture.supplyAsync(() -> this.store.<Boolean>write(id, (transaction) -> {
			StoreContract.insert(transaction, id, 1, "");
			return true;
		}), Thread::startVirtualThread);
	}

	private void holds(String... ids) {
		await().atMost(20, TimeUnit.SECONDS)
			.ignoreExceptionsInstanceOf(StoreUnavailableException.class)
			.untilAsserted(() -> assertThat(StoreContract.ids(this.store)).containsExactly(ids));
	}

	private void backAgain() {
		await().atMost(20, TimeUnit.SECONDS)
			.ignoreExceptionsInstanceOf(StoreUnavailableException.class)
			.until(() -> this.store.<Boolean>write("back", (transaction) -> {
				StoreContract.insert(transaction, "back", 1, "");
				return true;
			}));
	}

	private static EmbeddedPostgres server(Path directory, int port) throws IOException {
		EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
			.setDataDirectory(directory)
			.setCleanDataDirectory(false);
		return ((port != 0) ? builder.setPort(port) : builder).start();
	}

}
