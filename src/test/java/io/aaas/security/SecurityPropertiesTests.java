package io.aaas.security;

import java.net.InetAddress;
import java.util.List;

import io.aaas.problem.StartupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SecurityPropertiesTests {

	@ParameterizedTest
	@ValueSource(strings = { "*", "app.example.com", "https://app.example.com/path", "https://user@app.example.com",
			"https://app example.com" })
	void originThatIsNoneIsRefused(String origin) {
		assertThatExceptionOfType(StartupException.class)
			.isThrownBy(() -> new SecurityProperties("", ApiDocs.Setting.AUTO, List.of(origin), List.of(), null))
			.withMessageContaining("ALLOWED_ORIGINS");
	}

	@Test
	void keyIsNotInText() {
		assertThat(new SecurityProperties("secret", ApiDocs.Setting.AUTO, List.of(), List.of(), null).toString())
			.doesNotContain("secret");
	}

	@ParameterizedTest
	@CsvSource({ "AUTO, 127.0.0.1, true", "AUTO, ::1, true", "AUTO, 0.0.0.0, false", "AUTO, 10.0.0.1, false",
			"ON, 0.0.0.0, true", "OFF, 127.0.0.1, false" })
	void documentationIsOpenOnLoopbackUnlessToldOtherwise(ApiDocs.Setting setting, String address, boolean open)
			throws Exception {
		ListenAddress listen = new ListenAddress(InetAddress.getByName(address));
		assertThat(ApiDocs.of(setting, listen.isLoopback()).open()).isEqualTo(open);
	}

}
