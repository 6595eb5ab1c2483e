package io.aaas.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes may live.
 */
class SlotsTests {

	private static final long GIB = 1L << 30;

	private final Slots slots = new Slots(2);

	private final Map<String, Slot> byName = new HashMap<>();

	private final List<String> told = new ArrayList<>();

	private Slot slot(String name) {
		return this.byName.computeIfAbsent(name, (_) -> new Slot(this.slots, name.substring(0, 1),
				() -> this.told.add("granted " + name), () -> this.told.add("asked " + name)));
	}

	@Test
	void acquireWhenAllAreTakenWaitsUntilOneIsReleased() {
		assertThat(slot("a1").acquire(true)).isTrue();
		assertThat(slot("a2").acquire(true)).isTrue();
		assertThat(slot("a3").acquire(true)).isFalse();
		assertThat(slot("a3").isWaiting()).isTrue();
		slot("a1").release();
		assertThat(this.told).containsExactly("granted a3");
		assertThat(slot("a3").isHeld()).isTrue();
		assertThat(slot("a3").isWaiting()).isFalse();
		assertThat(slot("a3").acquire(true)).isTrue();
	}

	@Test
	void acquireWhenAgentsAreIdleAsksTheOneUsedLongestAgo() {
		slot("a1").acquire(true);
		slot("a2").acquire(true);
		slot("a1").idle(true);
		slot("a2").idle(true);
		slot("a1").idle(false);
		slot("a1").idle(true);
		slot("a3").acquire(true);
		assertThat(this.told).containsExactly("asked a2");
		slot("a4").acquire(true);
		assertThat(this.told).containsExactly("asked a2", "asked a1");
	}

	@Test
	void acquireWhenAskedAgainStandsInLineOnceAndAsksNobodyElse() {
		slot("a1").acquire(true);
		slot("a2").acquire(true);
		slot("a1").idle(true);
		slot("a2").idle(true);
		slot("a3").acquire(true);
		slot("a3").acquire(true);
		assertThat(this.told).containsExactly("asked a1");
		assertThat(this.slots.waiting()).isEqualTo(1);
	}

	@Test
	void staysWhenTheAskedIsBusyAsksAnother() {
		slot("a1").acquire(true);
		slot("a2").acquire(true);
		slot("a1").idle(true);
		slot("a2").idle(true);
		slot("a3").acquire(true);
		slot("a1").stays();
		assertThat(this.told).containsExactly("asked a1", "asked a2");
	}

	@Test
	void idleWhenSomebodyWaitsGivesWayAtOnce() {
		slot("a1").acquire(true);
		slot("a2").acquire(true);
		slot("a3").acquire(true);
		assertThat(this.told).isEmpty();
		slot("a2").idle(true);
		assertThat(this.told).containsExactly("asked a2");
		slot("a1").idle(true);
		assertThat(this.told).hasSize(1);
	}

	@Test
	void releaseWhenManyTenantsWaitTakesThemInTurn() {
		slot("a1").acquire(true);
		slot("a2").acquire(true);
		for (String name : List.of("a3", "a4", "a5", "b1", "c1", "b2")) {
			slot(name).acquire(true);
		}
		for (String name : List.of("a1", "a2", "a3", "b1", "c1", "a4")) {
			slot(name).release();
		}
		assertThat(this.told).containsExactly("granted a3", "granted b1", "granted c1", "granted a4", "granted b2",
				"granted a5");
	}

	@Test
	void acquireWhenNotNeededNeitherWaitsNorJumpsTheLine() {
		slot("a1").acquire(true);
		slot("a2").acquire(false);
		assertThat(slot("a3").acquire(false)).isFalse();
		assertThat(this.slots.waiting()).isZero();
	}

	@Test
	void releaseWhenItWaitsLeavesTheLine() {
		slot("a1").acquire(true);
		slot("a2").acquire(true);
		slot("a3").acquire(true);
		slot("a3").release();
		slot("a1").release();
		assertThat(this.told).isEmpty();
		assertThat(this.slots.held()).isEqualTo(1);
	}

	@Test
	void holdWhenAllAreTakenExceedsTheLimitAndNobodyIsLetInUntilItIsKept() {
		slot("a1").acquire(true);
		slot("a2").acquire(true);
		slot("a3").hold();
		slot("a4").acquire(true);
		slot("a1").release();
		assertThat(this.told).isEmpty();
		slot("a2").release();
		assertThat(this.told).containsExactly("granted a4");
	}

	@Test
	void liveProcessesFollowFromTheMemory() {
		assertThat(AgentProperties.liveProcesses(24 * GIB)).isEqualTo(140);
		assertThat(AgentProperties.liveProcesses(3 * GIB)).isEqualTo(6);
		assertThat(AgentProperties.liveProcesses(GIB)).isEqualTo(4);
	}

}
