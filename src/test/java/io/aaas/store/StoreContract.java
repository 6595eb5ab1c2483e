package io.aaas.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a store promises, on whichever database.
 */
abstract class StoreContract {

	private static final int WRITERS = 300;

	private TestStore database;

	private Store store;

	abstract TestStore open();

	@BeforeEach
	void openStore() {
		this.database = open();
		this.store = this.database.store();
		this.store.write("",
				(transaction) -> transaction
					.sql("create table notes (id text not null primary key, n integer, body text not null)")
					.update());
	}

	@AfterEach
	void closeStore() {
		this.database.close();
	}

	TestStore database() {
		return this.database;
	}

	Store store() {
		return this.store;
	}

	@Test
	void writeWhenItHasReturnedIsCommitted() {
		assertThat(this.store.<String>write("a", (transaction) -> {
			insert(transaction, "a", 1, "body");
			return "result";
		})).isEqualTo("result");
		assertThat(ids(this.store)).containsExactly("a");
		assertThat(ids(this.database.reopen())).containsExactly("a");
	}

	@Test
	void writeWhenItsFunctionFailsRollsBackAlone() {
		IllegalStateException failure = new IllegalStateException("after an insert");
		AtomicInteger runs = new AtomicInteger();
		List<CompletableFuture<Boolean>> writes = grouped(
				IntStream.range(0, 20).mapToObj((i) -> write("key" + i, (transaction) -> {
					insert(transaction, "id" + i, i, "");
					if (i == 7) {
						throw failure;
					}
					runs.incrementAndGet();
					return true;
				})).toList());
		assertThat(writes.remove(7)).failsWithin(10, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingRootCause()
			.isSameAs(failure);
		assertThat(writes).allSatisfy((write) -> assertThat(write).succeedsWithin(10, TimeUnit.SECONDS));
		assertThat(ids(this.store)).hasSize(19).doesNotContain("id7");
		// Some ran twice: they were of one group with the one that failed.
		assertThat(runs).hasValueGreaterThan(19);
	}

	@Test
	void writeWhenStatementFailsDoesNotSpoilOthersOfItsGroup() {
		List<CompletableFuture<Boolean>> writes = grouped(
				IntStream.range(0, 20).mapToObj((i) -> write("key" + i, (transaction) -> {
					insert(transaction, "id" + i % 19, i, "");
					return true;
				})).toList());
		assertThat(writes.stream().filter(CompletableFuture::isCompletedExceptionally)).hasSize(1);
		assertThat(ids(this.store)).hasSize(19);
	}

	@Test
	void writeWhenKeyIsTheSameKeepsTheOrder() {
		List<Integer> order = new ArrayList<>();
		grouped(IntStream.range(0, 200).mapToObj((i) -> write((i % 2 == 0) ? "even" : "odd", (transaction) -> {
			order.add(i);
			return true;
		})).toList());
		assertThat(order).hasSize(200);
		assertThat(order.stream().filter((i) -> i % 2 == 0)).isSorted();
		assertThat(order.stream().filter((i) -> i % 2 == 1)).isSorted();
	}

	@Test
	void writeWhenManyVirtualThreadsWriteLosesNothingAndHoldsUpNobody() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		Thread first = Thread.startVirtualThread(() -> this.store.write("first", (transaction) -> {
			// From here on it holds SQLite's lock.
			insert(transaction, "first", 0, "");
			begun.countDown();
			awaitUnchecked(go);
			return true;
		}));
		awaitUnchecked(begun);
		List<Throwable> failures = new ArrayList<>();
		List<Thread> writers = IntStream.range(0, WRITERS)
			.mapToObj((i) -> Thread.ofVirtual().uncaughtExceptionHandler((thread, ex) -> {
				synchronized (failures) {
					failures.add(ex);
				}
			}).start(() -> this.store.write("key" + i, (transaction) -> {
				insert(transaction, "id" + i, i, "");
				return true;
			})))
			.toList();
		// All of them wait, and none of them in a native call: that would hold a carrier.
		await().until(() -> writers.stream().allMatch((writer) -> writer.getState() == Thread.State.TIMED_WAITING));
		Thread probe = Thread.startVirtualThread(Thread::yield);
		assertThat(probe.join(Duration.ofSeconds(4))).isTrue();
		assertThat(writers).allMatch(Thread::isAlive);
		go.countDown();
		first.join();
		for (Thread writer : writers) {
			writer.join();
		}
		assertThat(failures).isEmpty();
		assertThat(ids(this.store)).hasSize(WRITERS + 1);
	}

	@Test
	void writeWhenOthersWaitSharesTheirCommit() throws Exception {
		try (CountingDatabase counting = new CountingDatabase(this.database)) {
			List<CompletableFuture<Boolean>> writes = grouped(counting.writer(),
					IntStream.range(0, 100).mapToObj((i) -> write("key" + i, (transaction) -> {
						insert(transaction, "id" + i, i, "");
						return true;
					})).toList());
			assertThat(writes).hasSize(100);
			// The one that all of them waited for, and theirs.
			assertThat(counting.commits()).isEqualTo(2);
		}
		assertThat(ids(this.store)).hasSize(100);
	}

	@Test
	void readWhenWriteIsInProgressRunsAndSeesWhatIsCommitted() {
		this.store.write("a", (transaction) -> {
			insert(transaction, "before", 1, "");
			return true;
		});
		CountDownLatch inserted = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		CompletableFuture<Boolean> write = CompletableFuture
			.supplyAsync(() -> this.store.<Boolean>write("a", (transaction) -> {
				insert(transaction, "after", 2, "");
				inserted.countDown();
				awaitUnchecked(go);
				return true;
			}), Thread::startVirtualThread);
		awaitUnchecked(inserted);
		assertThat(ids(this.store)).containsExactly("before");
		go.countDown();
		assertThat(write).succeedsWithin(10, TimeUnit.SECONDS);
		assertThat(ids(this.store)).containsExactly("after", "before");
	}

	@Test
	void readWhenItWritesIsRefused() {
		assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> this.store.read((transaction) -> {
			insert(transaction, "a", 1, "");
			return true;
		}));
		assertThat(ids(this.store)).isEmpty();
	}

	@Test
	void writeWhenTextIsOddKeepsIt() {
		List<String> texts = List.of("", "it's \"quoted\" \\ back`ticks` %_;--",
				"\u00e4\u00f6\u00fc \u4e2d\u6587 \ud83d\ude80", "line\nline\r\n\ttab\u0001", "?:name ?? ::text",
				"x".repeat(1024 * 1024));
		for (int i = 0; i < texts.size(); i++) {
			int number = i;
			this.store.write("a", (transaction) -> {
				insert(transaction, "id" + number, number, texts.get(number));
				return true;
			});
		}
		assertThat(this.store.<List<String>>read(
				(transaction) -> transaction.sql("select body from notes order by n").query(String.class).list()))
			.isEqualTo(texts);
	}

	@Test
	void writeWhenTextHoldsNulLeavesItOut() {
		this.store.write("a", (transaction) -> {
			insert(transaction, "a", 1, "\0a\0b\0");
			transaction.sql("insert into notes (id, n, body) values (:id, 2, :body)")
				.params(Map.of("id", "b\0", "body", "two"))
				.update();
			transaction.sql("insert into notes (id, n, body) values (?, ?, ?)").params("c", 3, "th\0ree").update();
			transaction.batch("insert into notes (id, n, body) values (?, ?, ?)",
					List.<Object[]>of(new Object[] { "d", 4, "\0four" }));
			return true;
		});
		assertThat(this.store.<List<String>>read(
				(transaction) -> transaction.sql("select body from notes order by id").query(String.class).list()))
			.containsExactly("ab", "two", "three", "four");
		assertThat(ids(this.store)).containsExactly("a", "b", "c", "d");
	}

	@Test
	void writeWhenConstraintIsViolatedTellsSo() {
		this.store.write("a", (transaction) -> {
			insert(transaction, "a", 1, "");
			return true;
		});
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> this.store.write("a", (transaction) -> {
			insert(transaction, "a", 2, "");
			return true;
		}));
		assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> this.store.write("a",
				(transaction) -> transaction.sql("insert into notes (id, body) values ('b', null)").update()));
		assertThatExceptionOfType(DataIntegrityViolationException.class).isThrownBy(() -> this.store.write("a",
				(transaction) -> transaction
					.sql("insert into agent_labels (agent_id, tenant_id, k, v) values ('nobody', 't', 'k', 'v')")
					.update()));
		assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> this.store.write("a", (transaction) -> {
			transaction.batch("insert into notes (id, n, body) values (?, ?, ?)",
					List.of(new Object[] { "c", 1, "" }, new Object[] { "c", 2, "" }));
			return true;
		}));
		assertThat(ids(this.store)).containsExactly("a");
	}

	@Test
	void writeWhenStatementIsWrongFailsWithoutAnOutage() {
		assertThatExceptionOfType(DataAccessException.class)
			.isThrownBy(() -> this.store.write("a", (transaction) -> transaction.sql("selec 1").update()))
			.isNotInstanceOf(StoreUnavailableException.class);
		assertThat(ids(this.store)).isEmpty();
	}

	@Test
	void openWhenMigratedBeforeChangesNothing() {
		this.store.write("a", (transaction) -> {
			insert(transaction, "a", 1, "body");
			return true;
		});
		List<String> before = history(this.store);
		assertThat(before).isNotEmpty();
		Store reopened = this.database.reopen();
		assertThat(history(reopened)).isEqualTo(before);
		assertThat(ids(reopened)).containsExactly("a");
	}

	private static List<String> history(Store store) {
		return store.read((transaction) -> transaction
			.sql("select version || ' ' || description || ' ' || checksum || ' ' || installed_on "
					+ "from flyway_schema_history order by installed_rank")
			.query(String.class)
			.list());
	}

	static void insert(Transaction transaction, String id, int n, String body) {
		transaction.sql("insert into notes (id, n, body) values (?, ?, ?)").params(id, n, body).update();
	}

	static List<String> ids(Store store) {
		return store
			.read((transaction) -> transaction.sql("select id from notes order by id").query(String.class).list());
	}

	static GroupCommit.Write<Boolean> write(String key, Function<Transaction, Boolean> work) {
		return new GroupCommit.Write<>(key, work);
	}

	private List<CompletableFuture<Boolean>> grouped(List<GroupCommit.Write<Boolean>> writes) {
		try (CountingDatabase counting = new CountingDatabase(this.database)) {
			return grouped(counting.writer(), writes);
		}
	}

	/** Hand writes in while another one is in progress, so that they are one group. */
	private static List<CompletableFuture<Boolean>> grouped(GroupCommit writer,
			List<GroupCommit.Write<Boolean>> writes) {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		writer.submit(write("first", (transaction) -> {
			begun.countDown();
			awaitUnchecked(go);
			return true;
		}));
		awaitUnchecked(begun);
		writes.forEach(writer::submit);
		go.countDown();
		List<CompletableFuture<Boolean>> outcomes = new ArrayList<>(
				writes.stream().map(GroupCommit.Write::outcome).toList());
		outcomes.forEach((outcome) -> assertThat(outcome.handle((result, failure) -> true)).succeedsWithin(20,
				TimeUnit.SECONDS));
		return outcomes;
	}

	static void awaitUnchecked(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
