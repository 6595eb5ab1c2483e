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
		super(ProblemType.STORE_UNAVAILABLE, outcomeUnknown
				? "The database's answer was lost: this may have been done all the same. Look before you do it again"
				: "The database cannot be reached at the moment; nothing was stored. Try again in a few seconds",
				cause);
		this.outcomeUnknown = outcomeUnknown;
		if (outcomeUnknown) {
			with("outcome_unknown", true);
		}
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
