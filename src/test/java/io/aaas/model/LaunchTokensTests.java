package io.aaas.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.aaas.problem.StartupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LaunchTokensTests {

	private static final Launch LAUNCH = new Launch("0190a-b-c", 12);

	@TempDir
	private Path directory;

	private LaunchTokens tokens;

	@BeforeEach
	void load() throws IOException {
		this.tokens = LaunchTokens.load(this.directory.resolve("sub/model.key"));
	}

	@Test
	void tokenIsReadBack() {
		String token = this.tokens.token(LAUNCH);
		assertThat(token).startsWith("sk-aaas-0190a-b-c-12-");
		assertThat(this.tokens.read(token)).isEqualTo(LAUNCH);
	}

	@Test
	void tokenIsTheSameAfterARestart() throws IOException {
		LaunchTokens restarted = LaunchTokens.load(this.directory.resolve("sub/model.key"));
		assertThat(restarted.token(LAUNCH)).isEqualTo(this.tokens.token(LAUNCH));
	}

	@Test
	void tokenOfAnotherServiceIsRefused() throws IOException {
		LaunchTokens other = LaunchTokens.load(this.directory.resolve("other.key"));
		assertThat(this.tokens.read(other.token(LAUNCH))).isNull();
	}

	@Test
	void tokenForAnotherLaunchCannotBeMadeFromOne() {
		String token = this.tokens.token(LAUNCH);
		assertThat(this.tokens.read(token.replace("-12-", "-13-"))).isNull();
		assertThat(this.tokens.read(token.replace("0190a-b-c", "0190a-b-d"))).isNull();
		char last = token.charAt(token.length() - 1);
		assertThat(this.tokens.read(token.substring(0, token.length() - 1) + ((last == 'A') ? 'E' : 'A'))).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "sk-aaas-", "sk-ant-api03-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
			"sk-aaas-a-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" })
	void otherTextIsRefused(String token) {
		assertThat(this.tokens.read(token)).isNull();
	}

	@Test
	void keyIsForItsOwnerOnly() throws IOException {
		Path key = this.directory.resolve("sub/model.key");
		assertThat(Files.size(key)).isEqualTo(32);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
	}

	@Test
	void tornKeyIsReplaced() throws IOException {
		Path key = this.directory.resolve("torn.key");
		Files.write(key, new byte[] { 1, 2, 3 });
		LaunchTokens.load(key);
		assertThat(Files.size(key)).isEqualTo(32);
	}

	@Test
	void loadWhenTheFileCannotBeMadeNamesTheSetting() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThatExceptionOfType(StartupException.class).isThrownBy(() -> LaunchTokens.load(file.resolve("model.key")))
			.withMessageContaining("DATA_DIR");
	}

}
