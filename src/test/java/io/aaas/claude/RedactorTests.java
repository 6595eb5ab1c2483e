package io.aaas.claude;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedactorTests {

	@Test
	void redactWhenThereIsNothingToHideReturnsSameArray() {
		byte[] bytes = "nothing here".getBytes(StandardCharsets.UTF_8);
		assertThat(Redactor.ofText(List.of("s3cret-value")).redact(bytes)).isSameAs(bytes);
	}

	@Test
	void redactWhenOneSecretIsWithinAnotherHidesTheLongerWhole() {
		Redactor redactor = Redactor.ofText(List.of("password", "password-of-zoë", "12345678"));
		assertThat(redactor.redact("password-of-zoë, password, passwor 12345678\0!"))
			.isEqualTo("[redacted], [redacted], passwor [redacted]!");
	}

	@Test
	void redactWhenSecretIsShortOrAWordOfTheProtocolLeavesLinesWhole() {
		Redactor redactor = Redactor.ofJson(List.of("true", "1", "", "assistant", "session_id", "\"type\":\""));
		String line = "{\"type\":\"assistant\",\"session_id\":\"1\",\"a\":true}";
		assertThat(redactor.redact(line)).isEqualTo(line);
	}

	@Test
	void redactWhenSecretNeedsEscapesInJsonFindsItThere() {
		Redactor redactor = Redactor.ofJson(List.of("a\"b\\c\nd-long"));
		assertThat(redactor.redact("{\"x\":\"a\\\"b\\\\c\\nd-long\"}")).isEqualTo("{\"x\":\"[redacted]\"}");
	}

	@Test
	void deltasWhenSecretComesCharacterByCharacterHideIt() {
		String secret = "abcabcabd-token";
		String text = "xabcabcabcabd-tokenabcab";
		DeltaRedactor redactor = new DeltaRedactor(List.of(secret));
		StringBuilder shown = new StringBuilder();
		for (char c : text.toCharArray()) {
			shown.append(piece(redactor, "content_block_delta", Character.toString(c)));
			assertThat(secret).doesNotStartWith(shown.length() > 8 ? shown.substring(shown.length() - 8) : "?");
		}
		shown.append(piece(redactor, "content_block_stop", null));
		assertThat(shown).hasToString("xabc[redacted]abcab");
	}

	@Test
	void deltasWhenBlocksAreMixedKeepThemApart() {
		DeltaRedactor redactor = new DeltaRedactor(List.of("secret-value"));
		ClaudeLine one = redactor.apply(line("content_block_delta", 0, "secret-"));
		ClaudeLine two = redactor.apply(line("content_block_delta", 1, "value"));
		assertThat(((ClaudeMessage.StreamEvent) one.message()).text()).isEmpty();
		assertThat(((ClaudeMessage.StreamEvent) two.message()).text()).isEqualTo("value");
		assertThat(one.json()).doesNotContain("secret");
	}

	private static String piece(DeltaRedactor redactor, String event, @Nullable String text) {
		ClaudeLine line = redactor.apply(line(event, 0, text));
		String shown = ((ClaudeMessage.StreamEvent) line.message()).text();
		return (shown != null) ? shown : "";
	}

	private static ClaudeLine line(String event, int block, @Nullable String text) {
		return new ClaudeLine("{\"raw\":\"" + text + "\"}", true, 0, 1,
				new ClaudeMessage.StreamEvent(event, null, block, text, null));
	}

}
