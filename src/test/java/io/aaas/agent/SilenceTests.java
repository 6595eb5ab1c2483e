package io.aaas.agent;

import java.time.Duration;
import java.util.List;

import io.aaas.claude.ClaudeLine;
import io.aaas.claude.ClaudeMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SilenceTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Duration FIRST = Duration.ofSeconds(20);

	private final Silence silence = new Silence(FIRST, TIMEOUT);

	private static long at(int seconds) {
		return Duration.ofSeconds(seconds).toNanos();
	}

	private static ClaudeLine toolUse() {
		return line(new ClaudeMessage.Assistant("msg_1", "", List.of("Bash"), null, null, null));
	}

	private static ClaudeLine toolResult(String id) {
		return line(new ClaudeMessage.ToolResult(List.of(id), false, null));
	}

	private static ClaudeLine line(ClaudeMessage message) {
		return new ClaudeLine("{}", true, 0, 3, message);
	}

	private static ClaudeLine delta() {
		return line(new ClaudeMessage.StreamEvent("content_block_delta", null, 0, "a", null));
	}

	private Duration left(int seconds) {
		return this.silence.left(at(seconds));
	}

	@Test
	void leftCountsFromWhatWasSaidLast() {
		this.silence.begin(at(100));
		this.silence.broken(List.of(delta()), at(100));
		assertThat(left(104)).isEqualTo(Duration.ofSeconds(6));
		this.silence.broken(List.of(), at(105));
		assertThat(left(115)).isZero();
		assertThat(this.silence.ending()).isEqualTo(TurnEnding.SILENT);
	}

	@Test
	void leftBeforeTheFirstOutputIsAnotherTime() {
		this.silence.begin(at(100));
		this.silence.broken(List.of(line(new ClaudeMessage.Status("requesting", null))), at(105));
		assertThat(left(124)).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.silence.ending()).isEqualTo(TurnEnding.MUTE);
	}

	@Test
	void leftWhenAPersonIsAskedIsAllOfIt() {
		this.silence.begin(at(100));
		this.silence.broken(List.of(delta()), at(100));
		this.silence.asking(true, at(101));
		assertThat(left(500)).isEqualTo(TIMEOUT);
		this.silence.asking(false, at(600));
		assertThat(left(603)).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void leftWhenToolsRunIsAllOfItUntilTheLastHasAnswered() {
		this.silence.begin(at(100));
		this.silence.broken(List.of(toolUse(), toolUse()), at(100));
		assertThat(left(500)).isEqualTo(TIMEOUT);
		this.silence.broken(List.of(toolResult("b")), at(500));
		assertThat(left(900)).isEqualTo(TIMEOUT);
		List<ClaudeLine> last = List.of(toolResult("a"));
		this.silence.broken(last, at(900));
		assertThat(left(903)).isEqualTo(Duration.ofSeconds(7));
	}

}
