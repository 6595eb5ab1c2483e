package io.aaas;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Looks each second, from a platform thread, whether virtual threads still run. A
 * blocking native call on a few of them stops all others, the web server's too, and
 * nothing else would tell. A machine with too much to do looks the same for a while.
 */
@Component
class VirtualThreadWatchdog implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(VirtualThreadWatchdog.class);

	private static final Duration TOO_LONG = Duration.ofSeconds(1);

	private final ScheduledExecutorService timer = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("virtual-thread-watchdog").factory());

	private final AtomicLong lastRun = new AtomicLong(System.nanoTime());

	private boolean stalled;

	VirtualThreadWatchdog(MeterRegistry metrics) {
		TimeGauge.builder("aaas.virtual.threads.stalled", this, TimeUnit.NANOSECONDS, VirtualThreadWatchdog::silence)
			.description("How long no virtual thread has run, as far as a look each second can tell")
			.register(metrics);
		this.timer.scheduleAtFixedRate(this::look, 0, TOO_LONG.toMillis(), TimeUnit.MILLISECONDS);
	}

	private long silence() {
		return Math.max(0, System.nanoTime() - this.lastRun.get() - TOO_LONG.toNanos());
	}

	private void look() {
		if (silence() > TOO_LONG.toNanos()) {
			if (!this.stalled) {
				logger.warn(
						"A virtual thread has waited for {} ms to run: there is more to do than the processors can, or a blocking native call holds its carrier",
						Duration.ofNanos(silence()).toMillis());
			}
			this.stalled = true;
		}
		else if (this.stalled) {
			this.stalled = false;
			logger.info("Virtual threads run again");
		}
		Thread.startVirtualThread(() -> this.lastRun.set(System.nanoTime()));
	}

	@Override
	public void destroy() {
		this.timer.shutdownNow();
	}

}
