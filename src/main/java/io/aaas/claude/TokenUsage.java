package io.aaas.claude;

/**
 * Tokens by kind.
 *
 * @param input read and not cached
 * @param output written
 * @param cacheRead read from the prompt cache
 * @param cacheCreation written into the prompt cache
 */
public record TokenUsage(long input, long output, long cacheRead, long cacheCreation) {

	/** No tokens at all. */
	public static final TokenUsage ZERO = new TokenUsage(0, 0, 0, 0);

	/**
	 * The sum of both.
	 * @param other the other
	 * @return the sum
	 */
	public TokenUsage plus(TokenUsage other) {
		return new TokenUsage(this.input + other.input, this.output + other.output, this.cacheRead + other.cacheRead,
				this.cacheCreation + other.cacheCreation);
	}

}
