package io.aaas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the module walls cannot see.
 */
@AnalyzeClasses(packages = "io.aaas", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final int LONGEST_FILE = 400;

	@ArchTest
	static final ArchRule noVirtualThreadNearPipesAndFiles = noClasses().that()
		.resideInAPackage("io.aaas.claude..")
		.or()
		.resideInAPackage("io.aaas.store..")
		.should()
		.callMethod(Thread.class, "ofVirtual")
		.orShould()
		.callMethod(Thread.class, "startVirtualThread", Runnable.class)
		.orShould()
		.callMethod(Executors.class, "newVirtualThreadPerTaskExecutor")
		.because("a virtual thread that blocks in a pipe, a process start or SQLite stops all others");

	@ArchTest
	static final ArchRule processesAreStartedByTheCliPackageAlone = noClasses().that()
		.resideOutsideOfPackage("io.aaas.claude..")
		.should()
		.dependOnClassesThat()
		.areAssignableTo(ProcessBuilder.class)
		.because("only its launcher thread may start a child");

	@ArchTest
	static final ArchRule nobodyReadsAPipe = noClasses().that()
		.doNotHaveSimpleName("Programs")
		.should()
		.callMethod(Process.class, "getInputStream")
		.orShould()
		.callMethod(Process.class, "getErrorStream")
		.orShould()
		.callMethod(Process.class, "inputReader")
		.because("256 blocked pipe readers freeze the JVM; output goes to spool files");

	@ArchTest
	static final ArchRule noShell = noClasses().should()
		.dependOnClassesThat()
		.areAssignableTo(Runtime.class)
		.andShould()
		.callMethod(Runtime.class, "exec", String.class)
		.because("arguments are lists, never a line for a shell");

	@ArchTest
	static final ArchRule sqlRunsInTheStore = noClasses().that()
		.resideOutsideOfPackage("io.aaas.store..")
		.should()
		.dependOnClassesThat()
		.areAssignableTo(JdbcTemplate.class)
		.orShould()
		.callMethod(JdbcClient.class, "create", DataSource.class)
		.because("statements run on the store's own threads, in its transactions");

	@ArchTest
	static final ArchRule noDeclaredTransactions = noMethods().should()
		.beAnnotatedWith(Transactional.class)
		.because("a transaction is a function that the store is handed");

	@ArchTest
	static final ArchRule oneJackson = noClasses().that()
		.resideOutsideOfPackage("io.aaas.openapi..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
		.because("Jackson 2 is here for swagger-core only");

	@ArchTest
	static final ArchRule noSystemTime = noClasses().should()
		.callMethod(Instant.class, "now")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.because("the clock is injected, so that tests need not wait");

	@Test
	void filesCanBeReadInOneGo() throws IOException {
		try (Stream<Path> sources = Files.walk(Path.of("src"))) {
			List<String> tooLong = sources.filter((file) -> file.toString().endsWith(".java"))
				.filter((file) -> lines(file) > LONGEST_FILE)
				.map(Path::toString)
				.toList();
			assertThat(tooLong).isEmpty();
		}
	}

	private static long lines(Path file) {
		try (Stream<String> lines = Files.lines(file)) {
			return lines.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
