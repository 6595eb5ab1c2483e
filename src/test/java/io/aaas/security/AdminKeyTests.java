package io.aaas.security;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;

import io.aaas.problem.StartupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AdminKeyTests {

	@TempDir
	Path directory;

	@Test
	void firstStartWritesKeyForTheOwnerOnly() throws Exception {
		AdminKeyFile file = new AdminKeyFile(this.directory.resolve("new/data"));
		AdminKey key = AdminKey.of("", file);
		assertThat(key.isNew()).isTrue();
		assertThat(key.file()).isEqualTo(file.path());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path()))).isEqualTo("rw-------");
		assertThat(key.authenticate(Files.readString(file.path()).strip())).isNotNull();
		try (var files = Files.list(file.path().getParent())) {
			assertThat(files).containsExactly(file.path());
		}
	}

	@Test
	void laterStartReadsTheSameKey() throws Exception {
		AdminKeyFile file = new AdminKeyFile(this.directory);
		AdminKey.of("", file);
		String written = Files.readString(file.path());
		AdminKey again = AdminKey.of("", file);
		assertThat(again.isNew()).isFalse();
		assertThat(again.authenticate(written.strip())).isNotNull();
		assertThat(Files.readString(file.path())).isEqualTo(written);
	}

	@Test
	void fileOpenToOthersIsClosed() throws Exception {
		AdminKeyFile file = new AdminKeyFile(this.directory);
		AdminKey.of("", file);
		Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r--r--"));
		AdminKey.of("", file);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path()))).isEqualTo("rw-------");
	}

	@Test
	void emptyFileOfCrashedStartIsReplaced() throws Exception {
		AdminKeyFile file = new AdminKeyFile(this.directory);
		Files.writeString(file.path(), "\n");
		Files.writeString(this.directory.resolve("admin.key.new"), "half");
		assertThat(AdminKey.of("", file).isNew()).isTrue();
		assertThat(Files.readString(file.path())).startsWith("aaas_live_");
	}

	@Test
	void configuredKeyIsTakenAsItIsAndWritesNoFile() {
		AdminKeyFile file = new AdminKeyFile(this.directory);
		String any = "~!@#$%^&*()_+{}|:\"<>?`-=[]\\;',./";
		AdminKey key = AdminKey.of(any, file);
		assertThat(key.authenticate(any)).isEqualTo(new Caller("admin", "default", Set.of("admin")));
		assertThat(key.authenticate(any + " ")).isNull();
		assertThat(key.authenticate("")).isNull();
		assertThat(key.file()).isNull();
		assertThat(file.path()).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(strings = { "short", "0123456789012345678901234567890", "01234567890123456 89012345678901",
			"0123456789012345678901234567890\u00e9" })
	void unfitKeyIsRefusedWithoutRepeatingIt(String key) {
		assertThatExceptionOfType(StartupException.class)
			.isThrownBy(() -> AdminKey.of(key, new AdminKeyFile(this.directory)))
			.withMessageContaining("AAAS_API_KEY must be 32 to 200")
			.withMessageNotContaining(key);
	}

	@Test
	void tooLongKeyIsRefused() {
		assertThat(AdminKey.of("x".repeat(200), new AdminKeyFile(this.directory)).isNew()).isFalse();
		assertThatExceptionOfType(StartupException.class)
			.isThrownBy(() -> AdminKey.of("x".repeat(201), new AdminKeyFile(this.directory)));
	}

	@Test
	void madeKeysHaveFormAndChecksumAndDiffer() {
		SecureRandom random = new SecureRandom();
		Set<String> keys = new HashSet<>();
		for (int i = 0; i < 1000; i++) {
			String key = NewApiKey.generate(random);
			assertThat(key).matches("aaas_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}");
			assertThat(key).endsWith(NewApiKey.checksum(key.substring(0, key.length() - 6)));
			keys.add(key);
		}
		assertThat(keys).hasSize(1000);
	}

}
