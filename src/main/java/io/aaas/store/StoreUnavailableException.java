package io.aaas.store;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;

/**
 * The database could not be reached, or did not answer in time. A write may still have
 * been committed when its answer was lost: {@link #outcomeUnknown()} tells.
 */
public class StoreUnavailableException extends ProblemException {

	private final boolean outcomeUnknown;

	StoreUnavailableException(boolean outcomeUnknown, @Nullable Throwable cause) {
		super(ProblemType.STORE_UNAVAILABLE, "The database cannot be reached at the moment; try again in a few seconds",
				cause);
		this.outcomeUnknown = outcomeUnknown;
		retryAfter(Duration.ofSeconds(2));
	}

	/**
	 * Whether the write may have been committed all the same.
	 * @return {@code false} if it certainly was not
	 */
	public boolean outcomeUnknown() {
		return this.outcomeUnknown;
	}

}
