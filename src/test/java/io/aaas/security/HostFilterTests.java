package io.aaas.security;

import java.util.List;

import io.aaas.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class HostFilterTests {

	@ParameterizedTest
	@CsvSource({ "true, '', false", "false, '', true", "true, any.example, true", "false, any.example, true",
			"false, other.example, false" })
	void anyNameIsAnsweredOnlyOffLoopbackAndWithoutList(boolean loopback, String allowed, boolean answered)
			throws Exception {
		HostFilter filter = new HostFilter(allowed.isEmpty() ? List.of() : List.of(allowed), loopback);
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
		request.addHeader("Host", "any.example:8000");
		MockFilterChain chain = new MockFilterChain();
		if (answered) {
			filter.doFilter(request, new MockHttpServletResponse(), chain);
			assertThat(chain.getRequest()).isNotNull();
		}
		else {
			assertThatExceptionOfType(ProblemException.class)
				.isThrownBy(() -> filter.doFilter(request, new MockHttpServletResponse(), chain));
		}
	}

	@Test
	void requestWithoutHostIsRefusedOnLoopback() {
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> new HostFilter(List.of(), true)
			.doFilter(new MockHttpServletRequest("GET", "/"), new MockHttpServletResponse(), new MockFilterChain()));
	}

}
