package io.aaas.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.aaas.agent.FailureCode;
import io.aaas.problem.ProblemType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The closed lists of errors in {@code docs/api.md}.
 */
class ErrorListsTests {

	@Test
	void problemsAreThoseOfTheService() throws IOException {
		assertThat(rows("<!-- problem codes -->")).containsExactlyElementsOf(Arrays.stream(ProblemType.values())
			.map((type) -> "| %d | `%s` | %s | %s |".formatted(type.status().value(), type.code(), type.title(),
					type.retryable() ? "yes" : "no"))
			.toList());
	}

	@Test
	void failuresAreThoseOfTheService() throws IOException {
		assertThat(rows("<!-- failure codes -->")).extracting((row) -> row.split("`")[1])
			.containsExactlyElementsOf(
					Arrays.stream(FailureCode.values()).map((code) -> code.name().toLowerCase(Locale.ROOT)).toList());
	}

	private static List<String> rows(String mark) throws IOException {
		return Files.readString(Path.of("docs/api.md"))
			.lines()
			.dropWhile((line) -> !line.equals(mark))
			.skip(3)
			.takeWhile((line) -> line.startsWith("|"))
			.toList();
	}

}
