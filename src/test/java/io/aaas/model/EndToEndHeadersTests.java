package io.aaas.model;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EndToEndHeadersTests {

	@Test
	void ofDropsThoseOfTheHop() {
		Map<String, List<String>> headers = Map.of("Connection", List.of("close, X-Hop"), "X-Hop", List.of("1"),
				"Transfer-Encoding", List.of("chunked"), "Host", List.of("h"), "Proxy-Authorization", List.of("p"),
				":status", List.of("200"), "X-End", List.of("2", "3"));
		assertThat(EndToEndHeaders.of(headers)).containsExactly(Map.entry("x-end", List.of("2", "3")));
	}

}
