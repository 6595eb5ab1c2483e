package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.Locale;
import java.util.Set;

import io.aaas.fault.Mutant.MissedBy;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Switches the protections off, one by one: whoever looks after one must notice. No test
 * of the build; {@code docs/faults.md} tells how to run it.
 */
class MutationRun {

	private static final Path REPORT = Path.of("target/faults/mutations.md");

	@Test
	void everyProtectionIsMissedWhenItIsOff() throws IOException {
		ByteBuddyAgent.install();
		Pattern only = Pattern.compile(System.getProperty("mutants.only", ""));
		List<Result> results = new ArrayList<>();
		for (Mutant mutant : Mutants.ALL) {
			if (only.matcher(mutant.type() + "." + mutant.method()).find()) {
				Result result = run(mutant);
				results.add(result);
				System.out.printf("%-7s %-75s %.150s%n", result.colour(), mutant.protection(), result.why());
			}
		}
		write(results);
		assertThat(results).allSatisfy((result) -> assertThat(result.colour()).as(result.toString()).isEqualTo("red"));
	}

	private static Result run(Mutant mutant) {
		long begun = System.nanoTime();
		List<String> failures = switch (mutant.missedBy()) {
			case MissedBy.Test test -> run(mutant, test);
			case MissedBy.Faults faults -> run(mutant, faults);
		};
		long seconds = (System.nanoTime() - begun) / 1_000_000_000;
		return new Result(mutant, failures.isEmpty() ? "GREEN" : "red",
				failures.isEmpty() ? "nobody misses it" : failures.getFirst(), seconds);
	}

	private static List<String> run(Mutant mutant, MissedBy.Test test) {
		List<String> before = TestRunner.run(test);
		if (!before.isEmpty()) {
			throw new IllegalStateException(test + " is red with the protection in place: " + before);
		}
		ClassReloadingStrategy classes = ClassReloadingStrategy.fromInstalledAgent();
		Class<?> type = load(mutant.type());
		ClassFileLocator classFiles = ClassFileLocator.ForClassLoader.ofSystemLoader();
		MutantWeaver.apply(mutant, new ByteBuddy().redefine(type, classFiles))
			.make()
			.load(type.getClassLoader(), classes);
		try {
			return TestRunner.run(test);
		}
		finally {
			reset(classes, classFiles, type);
		}
	}

	private static void reset(ClassReloadingStrategy classes, ClassFileLocator classFiles, Class<?> type) {
		try {
			classes.reset(classFiles, type);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Class<?> load(String name) {
		try {
			return Class.forName(name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static List<String> run(Mutant mutant, MissedBy.Faults faults) {
		try {
			Path directory = Files.createTempDirectory("aaas-mutant-");
			Schedule schedule = Schedule.of(1, faults.count(), Set.copyOf(faults.faults()));
			Report.Run run = FaultRun.run(directory, ServiceProgram.make(mutant), schedule,
					Database.sqlite(directory.resolve("data/aaas.db")), 6);
			return run.violations()
				.stream()
				.map((violation) -> violation.invariant() + ": " + violation.detail())
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(List<Result> results) throws IOException {
		StringBuilder text = new StringBuilder(
				"| switched off | in | missed by | | seconds |\n|---|---|---|---|---|\n");
		for (Result result : results) {
			Mutant mutant = result.mutant();
			String type = mutant.type().substring(mutant.type().lastIndexOf('.') + 1);
			text.append(String.format(Locale.ROOT, "| %s | `%s.%s` | %s | %s | %d |%n", mutant.protection(), type,
					mutant.method(), mutant.missedBy(), result.colour(), result.seconds()));
		}
		Files.createDirectories(REPORT.getParent());
		Files.writeString(REPORT, text);
	}

	private record Result(Mutant mutant, String colour, String why, long seconds) {
	}

}
