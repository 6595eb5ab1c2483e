package io.aaas.agent;

/**
 * What turns used.
 *
 * @param inputTokens tokens read, without those from the cache
 * @param outputTokens tokens written
 * @param cacheReadTokens tokens read from the prompt cache
 * @param cacheWriteTokens tokens written to the prompt cache
 * @param costUsd the cost in USD, as the CLI estimates it
 * @param numTurns calls of the model
 * @param durationMs the time turns took, in milliseconds
 */
public record Usage(long inputTokens, long outputTokens, long cacheReadTokens, long cacheWriteTokens, double costUsd,
		long numTurns, long durationMs) {

	/** Costs are sums of differences; a nano-dollar is far below the price of a token. */
	private static final double COST_STEPS = 1e9;

	public Usage {
		costUsd = Math.round(costUsd * COST_STEPS) / COST_STEPS;
	}

	static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0);

	Usage plus(Usage other) {
		return new Usage(this.inputTokens + other.inputTokens, this.outputTokens + other.outputTokens,
				this.cacheReadTokens + other.cacheReadTokens, this.cacheWriteTokens + other.cacheWriteTokens,
				this.costUsd + other.costUsd, this.numTurns + other.numTurns, this.durationMs + other.durationMs);
	}

}
