package io.aaas.agent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TurnTimerTests {

	@ParameterizedTest
	@ValueSource(longs = { 0, -5_000, Long.MAX_VALUE - 100 })
	void leftWhenPersonIsAskedStandsStill(long start) {
		TurnTimer timer = new TurnTimer(Duration.ofNanos(1000), start);
		assertThat(timer.left(start + 300)).hasNanos(700);
		timer.pause(start + 400);
		assertThat(timer.running()).isFalse();
		assertThat(timer.left(start + 10_000)).hasNanos(600);
		timer.pause(start + 20_000);
		timer.resume(start + 30_000);
		assertThat(timer.running()).isTrue();
		timer.resume(start + 30_050);
		assertThat(timer.left(start + 30_100)).hasNanos(500);
		assertThat(timer.left(start + 30_600)).hasNanos(0);
		assertThat(timer.left(start + 31_600)).isNegative();
	}

	@Test
	void leftWhenPausedAfterItsTimeStaysUsedUp() {
		TurnTimer timer = new TurnTimer(Duration.ofSeconds(1), 0);
		timer.pause(TimeUnit.SECONDS.toNanos(3));
		timer.resume(TimeUnit.SECONDS.toNanos(10));
		assertThat(timer.left(TimeUnit.SECONDS.toNanos(10))).hasSeconds(-2);
	}

}
