package io.aaas.claude;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SpoolReaderTests {

	@TempDir
	Path directory;

	private Path file = Path.of("");

	private SpoolReader reader = reader(List.of());

	private final List<ClaudeLine> lines = new ArrayList<>();

	@BeforeEach
	void newReader() {
		this.file = this.directory.resolve("1.out");
		this.reader = reader(List.of());
	}

	private SpoolReader reader(List<String> secrets) {
		return new SpoolReader(this.file, 0, Redactor.ofJson(secrets));
	}

	@Test
	void readWhenFileIsAbsentReadsNothing() {
		assertThat(this.reader.read(this.lines, true)).isFalse();
		assertThat(this.lines).isEmpty();
	}

	@Test
	void readWhenLineIsIncompleteWaitsForItsEnd() throws Exception {
		append("{\"type\":\"a\"}\n{\"type\":");
		this.reader.read(this.lines, false);
		assertThat(messages()).containsExactly(new ClaudeMessage.Unknown("a"));
		assertThat(this.reader.offset()).isEqualTo(13);
		append("\"b\"}\n");
		this.reader.read(this.lines, false);
		assertThat(messages()).containsExactly(new ClaudeMessage.Unknown("a"), new ClaudeMessage.Unknown("b"));
		assertThat(this.lines.getLast()).returns(13L, ClaudeLine::startOffset).returns(26L, ClaudeLine::endOffset);
	}

	@Test
	void readWhenCharactersAreCutByReadsKeepsThem() throws Exception {
		String text = "{\"type\":\"zażółć 漢字 😀\"}";
		for (byte b : (text + "\n").getBytes(StandardCharsets.UTF_8)) {
			Files.write(this.file, new byte[] { b }, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
			this.reader.read(this.lines, false);
		}
		assertThat(this.lines).singleElement().returns(text, ClaudeLine::json);
	}

	@Test
	void readWhenBytesAreOddTellsWhatIsMeant() throws Exception {
		append("\uFEFF{\"type\":\"bom\"}\n{\"type\":\"crlf\"}\r\n\n\r\n");
		Files.write(this.file,
				new byte[] { '{', '"', 't', 'y', 'p', 'e', '"', ':', '"', (byte) 0xff, 0, '"', '}', '\n' },
				StandardOpenOption.APPEND);
		this.reader.read(this.lines, false);
		assertThat(this.lines).extracting(ClaudeLine::json)
			.containsExactly("{\"type\":\"bom\"}", "{\"type\":\"crlf\"}", "{\"type\":\"\uFFFD\"}");
		assertThat(messages()).containsExactly(new ClaudeMessage.Unknown("bom"), new ClaudeMessage.Unknown("crlf"),
				new ClaudeMessage.Unknown("\uFFFD"));
		assertThat(this.reader.offset()).isEqualTo(Files.size(this.file));
	}

	@Test
	void readWhenThereIsMuchComesInBatches() throws Exception {
		append("{\"type\":\"x\"}\n".repeat(1201));
		assertThat(this.reader.read(this.lines, false)).isTrue();
		assertThat(this.lines).hasSize(500);
		assertThat(this.reader.offset()).isEqualTo(500 * 13);
		List<ClaudeLine> next = new ArrayList<>();
		assertThat(this.reader.read(next, false)).isTrue();
		assertThat(next).hasSize(500).first().returns(500L * 13, ClaudeLine::startOffset);
	}

	@Test
	void readWhenLinesAreLongEndsBatchAtOneMebibyte() throws Exception {
		String line = "{\"type\":\"" + "x".repeat(400_000) + "\"}\n";
		append(line.repeat(5));
		List<Integer> sizes = new ArrayList<>();
		boolean more = true;
		while (more) {
			List<ClaudeLine> batch = new ArrayList<>();
			more = this.reader.read(batch, false);
			sizes.add(batch.size());
		}
		assertThat(sizes).containsExactly(2, 2, 1);
	}

	@Test
	void readWhenLineIsOverOneMebibyteHoldsTextWholeAndLineNot() throws Exception {
		String text = "zażółć ".repeat(300_000);
		append("{\"result\":\"" + text
				+ "\",\"is_error\":false,\"type\":\"result\",\"subtype\":\"success\"}\n{\"type\":\"x\"}\n");
		assertThat(this.reader.read(this.lines, false)).isTrue();
		ClaudeLine line = this.lines.getFirst();
		assertThat(line.whole()).isFalse();
		assertThat(line.json()).hasSizeLessThan(10_000).contains("\"truncated\":true", "\"type\":\"result\"");
		assertThat(((ClaudeMessage.Result) line.message()).text()).isEqualTo(text);
		try (InputStream in = this.reader.open(line)) {
			assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).contains(text).endsWith("}\n");
		}
	}

	@Test
	void readWhenLongLineHoldsToolOutputLeavesItOut() throws Exception {
		append("{\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"content\":\""
				+ "x".repeat(3_000_000)
				+ "\",\"tool_use_id\":\"toolu_1\"}]},\"tool_use_result\":{\"stdout\":[[1],{}]}}\n");
		this.reader.read(this.lines, false);
		assertThat(messages()).containsExactly(new ClaudeMessage.ToolResult(List.of("toolu_1"), false, null));
	}

	@Test
	void readWhenLineIsOver64MebibytesTellsItsSizeOnly() throws Exception {
		long size = (64L << 20) + 1;
		try (RandomAccessFile sparse = new RandomAccessFile(this.file.toFile(), "rw")) {
			sparse.setLength(size);
			sparse.seek(size);
			sparse.write("\n{\"type\":\"next\"}\n".getBytes(StandardCharsets.US_ASCII));
		}
		while (this.reader.read(this.lines, false)) {
			// There is more.
		}
		assertThat(messages()).containsExactly(new ClaudeMessage.Oversized(size), new ClaudeMessage.Unknown("next"));
	}

	@Test
	void readWhenEndedTellsTornLineOnce() throws Exception {
		append("{\"type\":\"x\"}\n{\"ty");
		this.reader.read(this.lines, true);
		this.reader.read(this.lines, true);
		assertThat(messages()).containsExactly(new ClaudeMessage.Unknown("x"), new ClaudeMessage.Unparsed("torn line"));
		assertThat(this.lines.getLast().json()).isEqualTo("{\"ty");
		assertThat(this.reader.offset()).isEqualTo(Files.size(this.file));
	}

	@Test
	void openWhenLineHoldsSecretsAnywhereShowsNone() throws Exception {
		String secret = "sk-ant-0123456789";
		for (int seed = 0; seed < 5; seed++) {
			Random random = new Random(seed);
			StringBuilder text = new StringBuilder();
			while (text.length() < 1_500_000) {
				text.append("y".repeat(random.nextInt(100_000))).append(secret);
			}
			Files.deleteIfExists(this.file);
			append("{\"type\":\"result\",\"result\":\"" + text + "\"}\n");
			this.reader = reader(List.of(secret));
			List<ClaudeLine> read = new ArrayList<>();
			this.reader.read(read, false);
			String expected = text.toString().replace(secret, "[redacted]");
			assertThat(((ClaudeMessage.Result) read.getFirst().message()).text()).isEqualTo(expected);
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			try (InputStream in = this.reader.open(read.getFirst())) {
				in.transferTo(out);
			}
			assertThat(out.toString(StandardCharsets.UTF_8)).contains(expected).doesNotContain("sk-ant");
		}
	}

	private List<ClaudeMessage> messages() {
		return this.lines.stream().map(ClaudeLine::message).toList();
	}

	private void append(String text) throws Exception {
		Files.writeString(this.file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
