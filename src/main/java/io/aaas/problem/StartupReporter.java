package io.aaas.problem;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says on one line why the service refuses to start, in place of a stack trace. It writes
 * to the terminal itself: a setting may be wrong before there is a log.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartupReporter implements SpringBootExceptionReporter {

	@Override
	public boolean reportException(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof StartupException refused) {
				System.err.println("The service does not start: " + refused.getMessage());
				return true;
			}
		}
		return false;
	}

}
