package io.aaas.claude;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineSplitterTests {

	@Test
	void feedWhenCutAnywhereFindsSameLines() {
		for (int seed = 0; seed < 2000; seed++) {
			Random random = new Random(seed);
			byte[] bytes = bytes(random);
			List<String> expected = List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1));
			LineSplitter splitter = new LineSplitter(0);
			List<String> lines = new ArrayList<>();
			int at = 0;
			while (at < bytes.length) {
				int count = Math.min(bytes.length - at, random.nextInt(9));
				byte[] chunk = Arrays.copyOfRange(bytes, at, at + count);
				splitter.feed(chunk, count, (start, end) -> lines
					.add(new String(bytes, (int) start, (int) (end - start - 1), StandardCharsets.ISO_8859_1)));
				at += count;
			}
			assertThat(lines).as("seed %d", seed).isEqualTo(expected.subList(0, expected.size() - 1));
			assertThat(splitter.position()).isEqualTo(bytes.length);
			assertThat(bytes.length - splitter.lineStart()).isEqualTo(expected.getLast().length());
		}
	}

	@Test
	void feedWhenLineIsRefusedStartsAgainThere() {
		LineSplitter splitter = new LineSplitter(100);
		byte[] bytes = "one\ntwo\nthree".getBytes(StandardCharsets.US_ASCII);
		List<Long> starts = new ArrayList<>();
		boolean all = splitter.feed(bytes, bytes.length, (start, _) -> {
			starts.add(start);
			return start == 100;
		});
		assertThat(all).isFalse();
		assertThat(starts).containsExactly(100L, 104L);
		assertThat(splitter.lineStart()).isEqualTo(104);
		assertThat(splitter.position()).isEqualTo(104);
	}

	private static byte[] bytes(Random random) {
		byte[] bytes = new byte[random.nextInt(60)];
		random.nextBytes(bytes);
		for (int i = 0; i < bytes.length; i++) {
			if (random.nextInt(4) == 0) {
				bytes[i] = '\n';
			}
		}
		return bytes;
	}

}
