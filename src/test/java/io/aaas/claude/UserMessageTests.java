package io.aaas.claude;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UserMessageTests {

	private final JsonMapper mapper = new JsonMapper();

	@ParameterizedTest
	@CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = { "/clear, /clear", "//x, //x", "/, /" })
	void newWhenTextStartsWithSlashPutsSpaceBefore(String text, String written) {
		assertThat(new UserMessage("u", text).content().asString()).isEqualTo(written);
	}

	@Test
	void newWhenTextIsOtherKeepsIt() {
		for (String text : new String[] { "a/b", " /clear", "\n/clear", "@/etc/passwd", "!ls", "#x", "" }) {
			assertThat(new UserMessage("u", text).content().asString()).isEqualTo(text);
		}
	}

	@Test
	void newWhenBlocksStartWithSlashChangesThemAndNotTheCallersOnes() {
		JsonNode blocks = this.mapper.readTree(
				"""
						[{"type":"text","text":"/a"},{"type":"image","source":{"data":"/9j/"}},{"type":"text","text":"/clear"}]""");
		UserMessage message = new UserMessage("u", blocks);
		assertThat(message.content()).hasToString(
				"""
						[{"type":"text","text":" /a"},{"type":"image","source":{"data":"/9j/"}},{"type":"text","text":" /clear"}]""");
		assertThat(blocks.get(0).path("text").asString()).isEqualTo("/a");
	}

	@Test
	void newWhenContentIsNeitherTextNorBlocksIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new UserMessage("u", this.mapper.readTree("{}")));
	}

}
