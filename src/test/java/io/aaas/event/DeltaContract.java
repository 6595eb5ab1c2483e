package io.aaas.event;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who follows a message hears of it alone; who asks for deltas gets them in their places.
 */
abstract class DeltaContract extends FollowedLog {

	@Test
	void nextWhenAMessageIsAskedForEndsWithIt() {
		happen(event("m1", EventType.MESSAGE_QUEUED), event("m2", EventType.MESSAGE_QUEUED),
				event("m1", EventType.MESSAGE_STARTED), event(null, EventType.CLAUDE_STDERR));
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, Selection.ofMessage("m1", false), true)) {
			assertThat(next(reader, LONG)).extracting(Event::seq).containsExactly(1L, 3L);
			happen(event("m2", EventType.MESSAGE_CANCELLED));
			assertThat(next(reader, NOT_LONG)).isEmpty();
			assertThat(reader.end()).isNull();
			happen(event("m1", EventType.MESSAGE_COMPLETED), event("m1", EventType.CLAUDE_STDERR));
			assertThat(next(reader, LONG)).extracting(Event::seq).startsWith(6L);
			assertThat(reader.end()).isEqualTo(EventSubscription.End.COMPLETE);
		}
		try (EventSubscription late = this.log.subscribe(this.agent, 7, Selection.ofMessage("m1", false), false)) {
			assertThat(next(late, LONG)).isEmpty();
			assertThat(late.end()).isEqualTo(EventSubscription.End.COMPLETE);
		}
	}

	@Test
	void deltasComeBehindTheEventsBeforeThem() {
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, WITH_DELTAS, true);
				EventSubscription other = follow(0)) {
			assertThat(items(reader, NOT_LONG)).isEmpty();
			List<Event> events = commit(2);
			this.log.publish(TENANT, this.agent,
					List.of(events.get(0), delta(1, "a"), delta(1, "b"), events.get(1), delta(2, "c")));
			this.log.publish(TENANT, this.agent, List.of(delta(2, "d")));
			List<Published> items = new ArrayList<>();
			while (items.size() < 6) {
				items.addAll(items(reader, LONG));
			}
			assertThat(items).containsExactly(events.get(0), delta(1, "a"), delta(1, "b"), events.get(1), delta(2, "c"),
					delta(2, "d"));
			assertThat(next(other, LONG)).isEqualTo(events);
		}
	}

	@Test
	void deltasThatComeBeforeWhatWasReadAlreadyAreLeftOut() {
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, WITH_DELTAS, true)) {
			List<Event> events = commit(2);
			assertThat(items(reader, LONG)).isEqualTo(events);
			this.log.publish(TENANT, this.agent, List.of(events.get(0), delta(1, "a"), events.get(1), delta(2, "b")));
			assertThat(items(reader, LONG)).isEqualTo(List.of(delta(2, "b")));
		}
	}

	@Test
	void deltasBehindEventsThatWereNotPublishedYetWait() {
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, WITH_DELTAS, true)) {
			assertThat(items(reader, NOT_LONG)).isEmpty();
			List<Event> events = commit(2);
			this.log.publish(TENANT, this.agent, List.of(delta(2, "a")));
			assertThat(items(reader, LONG)).isEqualTo(events);
			assertThat(items(reader, LONG)).isEqualTo(List.of(delta(2, "a")));
		}
	}

	@Test
	void whoWasThereBeforeMissesNoDeltaOfWhatHasPassedMeanwhile() {
		commit(2);
		try (EventSubscription reader = this.log.subscribe(this.agent, 0, WITH_DELTAS, true)) {
			Event queued = event("m1", EventType.MESSAGE_QUEUED);
			Event answer = event("m1", EventType.CLAUDE_ASSISTANT);
			Event completed = event("m1", EventType.MESSAGE_COMPLETED);
			happen(queued);
			this.log.publish(TENANT, this.agent, List.of(delta(3, "a")));
			happen(answer, completed);
			reader.tellOnlyOf("m1", queued.seq());
			assertThat(items(reader, LONG)).containsExactly(queued, delta(3, "a"), answer, completed);
			assertThat(reader.end()).isEqualTo(EventSubscription.End.COMPLETE);
		}
	}

}
