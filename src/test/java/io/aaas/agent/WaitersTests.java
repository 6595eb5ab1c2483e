package io.aaas.agent;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WaitersTests {

	private final Waiters waiters = new Waiters();

	private final Message message = TestJournal.message(TestJournal.agent(), "text");

	@Test
	void endedWhenSeveralWaitTellsEachOfThemAndNobodyElse() {
		CompletableFuture<Message> first = this.waiters.await(this.message.id());
		CompletableFuture<Message> second = this.waiters.await(this.message.id());
		CompletableFuture<Message> other = this.waiters.await("other");
		this.waiters.ended(this.message);
		assertThat(first).isCompletedWithValue(this.message);
		assertThat(second).isCompletedWithValue(this.message);
		assertThat(other).isNotDone();
		assertThat(this.waiters.isAwaited(this.message.id())).isFalse();
		assertThat(this.waiters.isAwaited("other")).isTrue();
		this.waiters.ended(this.message);
	}

	@Test
	void forgetWhenItWasTheLastKeepsNothing() {
		CompletableFuture<Message> first = this.waiters.await(this.message.id());
		CompletableFuture<Message> second = this.waiters.await(this.message.id());
		this.waiters.forget(this.message.id(), first);
		assertThat(this.waiters.isAwaited(this.message.id())).isTrue();
		this.waiters.forget(this.message.id(), second);
		assertThat(this.waiters.isAwaited(this.message.id())).isFalse();
		this.waiters.forget(this.message.id(), second);
		this.waiters.ended(this.message);
		assertThat(first).isNotDone();
	}

	@Test
	void awaitWhenNobodyHereWillKnowFailsAtOnce() {
		CompletableFuture<Message> before = this.waiters.await(this.message.id());
		this.waiters.fail(new IllegalStateException("lost"));
		assertThat(before).isCompletedExceptionally();
		assertThat(this.waiters.await(this.message.id())).isCompletedExceptionally();
		assertThat(this.waiters.isAwaited(this.message.id())).isFalse();
	}

}
