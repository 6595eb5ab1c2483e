package io.aaas.fault;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/**
 * Runs one test in this JVM.
 */
final class TestRunner {

	private TestRunner() {
	}

	/**
	 * Run it, with all its parameters.
	 * @return why it failed, once for each parameter that it failed for; empty if it
	 * passed
	 */
	static List<String> run(Mutant.MissedBy.Test test) {
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(selector(test))
			// Without a protection it may never end.
			.configurationParameter("junit.jupiter.execution.timeout.testable.method.default", "90s")
			.configurationParameter("junit.jupiter.execution.timeout.thread.mode.default", "SEPARATE_THREAD")
			.build();
		SummaryGeneratingListener listener = new SummaryGeneratingListener();
		LauncherFactory.create().execute(request, listener);
		TestExecutionSummary summary = listener.getSummary();
		if (summary.getTestsStartedCount() == 0 && summary.getFailures().isEmpty()) {
			throw new IllegalStateException("Nothing is tested by " + test);
		}
		return summary.getFailures().stream().map(Failure::getException).map(TestRunner::firstLine).toList();
	}

	private static String firstLine(Throwable failure) {
		return failure.getClass().getSimpleName() + ": "
				+ String.valueOf(failure.getMessage())
					.strip()
					.lines()
					.limit(3)
					.reduce("", (one, two) -> one + " " + two);
	}

	static MethodSelector selector(Mutant.MissedBy.Test test) {
		try {
			Class<?> type = Class.forName(test.type());
			return Stream.<Class<?>>iterate(type, (each) -> each != null, Class::getSuperclass)
				.flatMap((each) -> Arrays.stream(each.getDeclaredMethods()))
				.filter((method) -> method.getName().equals(test.method()))
				.findFirst()
				.map((Method method) -> DiscoverySelectors.selectMethod(type, method))
				.orElseThrow(() -> new IllegalStateException("There is no test " + test));
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException("There is no test " + test, ex);
		}
	}

}
