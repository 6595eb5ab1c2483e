package io.aaas.claude;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorReaderTests {

	@TempDir
	Path directory;

	private final List<String> lines = new ArrayList<>();

	@Test
	void readWhenLineIsIncompleteWaitsForItsEndOrTheProcesss() throws Exception {
		ErrorReader reader = reader();
		append("one\n\ntw");
		reader.read(this.lines, false);
		assertThat(this.lines).containsExactly("one");
		append("o\nthree");
		reader.read(this.lines, false);
		reader.read(this.lines, true);
		assertThat(this.lines).containsExactly("one", "two", "three");
		assertThat(reader.offset()).isEqualTo(Files.size(file()));
	}

	@Test
	void readWhenFloodedKeepsItsEndAndSaysSo() throws Exception {
		ErrorReader reader = reader();
		append("my-s3cret-value " + "x".repeat(1000) + "\n");
		append(("y".repeat(1023) + "\n").repeat(1024));
		append("the end\n");
		reader.read(this.lines, false);
		assertThat(this.lines.getFirst()).matches("\\[\\d+ bytes of stderr left out]");
		assertThat(this.lines.getLast()).isEqualTo("the end");
		assertThat(this.lines).hasSizeLessThan(70).allMatch((line) -> line.length() < 1100);
		assertThat(reader.offset()).isEqualTo(Files.size(file()));
	}

	@Test
	void readWhenLineIsLongCutsItAndHidesSecrets() throws Exception {
		append("my-s3cret-value " + "x".repeat(20_000) + "\n");
		reader().read(this.lines, false);
		assertThat(this.lines).singleElement()
			.satisfies((line) -> assertThat(line).startsWith("[redacted] xxx").endsWith("x...").hasSizeLessThan(9000));
	}

	@Test
	void readWhenFileIsAbsentReadsNothing() {
		reader().read(this.lines, true);
		assertThat(this.lines).isEmpty();
	}

	private ErrorReader reader() {
		return new ErrorReader(file(), 0, Redactor.ofText(List.of("my-s3cret-value")));
	}

	private Path file() {
		return this.directory.resolve("1.err");
	}

	private void append(String text) throws Exception {
		Files.writeString(file(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
