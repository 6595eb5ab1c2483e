package io.aaas.security;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReadyNoticeTests {

	private static final String URL = "http://127.0.0.1:8000";

	@TempDir
	Path directory;

	@Test
	void commandReadsTheKeyFromPathBelowTheWorkingDirectory() throws Exception {
		assertThat(notice("", "data", "127.0.0.1").text(URL, this.directory)).contains(
				"The admin key is in data/admin.key\n",
				"curl -s http://127.0.0.1:8000/api/v1/query -H \"X-API-Key: $(cat data/admin.key)\" "
						+ "-H 'Content-Type: application/json' -d '{\"message\":\"Hello\"}'\n");
	}

	@Test
	void pathElsewhereIsAbsolute() throws Exception {
		assertThat(notice("", "data", "127.0.0.1").text(URL, this.directory.resolve("elsewhere")))
			.contains("$(cat " + this.directory.resolve("data/admin.key") + ")");
	}

	@Test
	void configuredKeyComesFromTheEnvironment() throws Exception {
		assertThat(notice("x".repeat(32), "data", "127.0.0.1").text(URL, this.directory))
			.contains("\"X-API-Key: $AAAS_API_KEY\"")
			.doesNotContain("xxx", "admin.key");
	}

	@Test
	void elsewhereTheCommandIsShownOnceAndThePathAlways() throws Exception {
		assertThat(notice("", "data", "0.0.0.0").text(URL, this.directory)).contains("curl");
		assertThat(notice("", "data", "0.0.0.0").text(URL, this.directory)).contains("data/admin.key")
			.doesNotContain("curl");
		assertThat(notice("", "data", "127.0.0.1").text(URL, this.directory)).contains("curl");
	}

	@ParameterizedTest
	@ValueSource(strings = { "my data", "$(touch x)", "a'b\"c", "-n", "`id`;&|" })
	void shellReadsAnyPathAsItIs(String data) throws Exception {
		String text = notice("", data, "127.0.0.1").text(URL, this.directory);
		String words = text.substring(text.indexOf("-H \"X-API-Key: ") + 3, text.indexOf(" -H 'Content-Type"));
		Process shell = new ProcessBuilder("sh", "-c", "printf %s " + words).directory(this.directory.toFile()).start();
		assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(new String(shell.getInputStream().readAllBytes()))
			.isEqualTo("X-API-Key: " + Files.readString(this.directory.resolve(data).resolve("admin.key")).strip());
		assertThat(this.directory.resolve("x")).doesNotExist();
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, http://127.0.0.1:8000", "0.0.0.0, http://127.0.0.1:8000",
			"::1, http://[0:0:0:0:0:0:0:1]:8000", "::, http://[::1]:8000", "10.1.2.3, http://10.1.2.3:8000" })
	void urlWorksOnThisMachine(String address, String url) throws Exception {
		assertThat(new ListenAddress(InetAddress.getByName(address)).url(8000)).isEqualTo(url);
		assertThat(new ListenAddress(null).url(8000)).isEqualTo("http://127.0.0.1:8000");
	}

	private ReadyNotice notice(String configured, String data, String address) throws Exception {
		AdminKey key = AdminKey.of(configured, new AdminKeyFile(this.directory.resolve(data)));
		return new ReadyNotice(key, new ListenAddress(InetAddress.getByName(address)));
	}

}
