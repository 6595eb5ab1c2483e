package io.aaas.fault;

import java.util.Locale;
import java.util.Map;

import io.aaas.fault.Figures.Injected;
import io.aaas.fault.Figures.Times;

/**
 * A report for people, in Markdown.
 */
final class ReportText {

	private final StringBuilder text = new StringBuilder();

	private ReportText() {
	}

	static String of(Report report) {
		ReportText text = new ReportText();
		text.head(report);
		report.runs().forEach(text::run);
		return text.text.toString();
	}

	private void head(Report report) {
		int faults = report.runs().stream().mapToInt(Report.Run::faults).sum();
		line("# A run of the fault harness");
		line("");
		line("%d faults, %d violations. Seed %d, %d faults on each database, %d agents at once; ended %s.", faults,
				report.violations().size(), report.settings().seed(), report.settings().count(),
				report.settings().agents(), report.at());
		Machine machine = report.machine();
		line("Machine: %d processors, %s, %s (load %s), JDK %s, Spring Boot %s. The CLI is the scripted one.",
				machine.processors(), machine.memory(), machine.system(), machine.load(), machine.java(),
				machine.springBoot());
		line("What is injected and what is checked: [faults.md](../faults.md).");
	}

	private void run(Report.Run run) {
		line("");
		line("## %s", run.version());
		line("");
		line("%d faults in %d s; %d messages, %d events, %d executions.", run.faults(), run.seconds(), run.messages(),
				run.events(), run.executions());
		violations(run);
		line("");
		line("| | fault | times | of these alone |");
		line("|---|---|---|---|");
		run.injected().forEach((fault, injected) -> fault(fault, injected));
		line("");
		line("| milliseconds | times | p50 | p99 | worst |");
		line("|---|---|---|---|---|");
		run.millis().forEach(this::times);
		line("");
		line("Turns that ran when the service was killed became: %s.", joined(run.cutOff()));
		line("Counted besides: %s.", joined(run.counts()));
		Resources before = run.before();
		Resources after = run.after();
		if (before != null && after != null) {
			line("");
			line("| the service holds | files | sockets | threads | heap |");
			line("|---|---|---|---|---|");
			resources("before the last faults", before);
			resources("after them", after);
		}
	}

	private void violations(Report.Run run) {
		line("");
		line("| | promise | violations |");
		line("|---|---|---|");
		for (Invariant invariant : Invariant.values()) {
			long found = run.violations().stream().filter((violation) -> violation.invariant() == invariant).count();
			line("| %s | %s | %d |", invariant.number(), invariant.promise(), found);
		}
		run.violations().forEach((violation) -> line("%n- %s: %s", violation.invariant(), violation.detail()));
	}

	private void fault(Fault fault, Injected injected) {
		line("| %s | %s | %d | %d |", fault.number(), fault.description(), injected.times(), injected.alone());
	}

	private void times(String what, Times times) {
		line("| %s | %d | %d | %d | %d |", what, times.count(), times.p50(), times.p99(), times.worst());
	}

	private void resources(String when, Resources resources) {
		line("| %s | %d | %d | %d | %.1f MiB |", when, resources.files(), resources.sockets(), resources.threads(),
				resources.heap() / 1024.0 / 1024.0);
	}

	private static String joined(Map<String, Integer> counts) {
		return counts.isEmpty() ? "none" : String.join(", ",
				counts.entrySet().stream().map((one) -> one.getValue() + " " + one.getKey()).toList());
	}

	private void line(String format, Object... values) {
		this.text.append(String.format(Locale.ROOT, format, values)).append('\n');
	}

}
