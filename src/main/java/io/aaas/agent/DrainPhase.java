package io.aaas.agent;

import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The first step of a shutdown: turns run out while the web server is still open, so that
 * their clients are answered, readiness says no and new turns are told to come back. Only
 * then the web server closes, and after it the rest.
 */
@Component
class DrainPhase implements SmartLifecycle {

	private final AgentManager agents;

	private volatile boolean running;

	DrainPhase(AgentManager agents) {
		this.agents = agents;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.agents.finishTurns();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** What has the highest phase is stopped first. */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE;
	}

	/** What has drained does not begin anew. */
	@Override
	public boolean isPauseable() {
		return false;
	}

}
