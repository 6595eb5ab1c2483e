package io.aaas.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.aaas.problem.StartupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DataDirectoryTests {

	@TempDir
	Path parent;

	@Test
	void newWhenDirectoryIsAbsentMakesItForItsUserAlone() throws IOException {
		DataDirectory directory = open(this.parent.resolve("some/../data"));
		assertThat(directory.path()).isEqualTo(this.parent.toRealPath().resolve("data"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
			.isEqualTo("rwx------");
		directory.destroy();
	}

	@Test
	void newWhenAnotherUsesTheDirectoryIsRefused() throws Exception {
		DataDirectory first = open(this.parent.resolve("data"));
		assertInUse(this.parent.resolve("data"));
		Path link = Files.createSymbolicLink(this.parent.resolve("link"), this.parent.resolve("data"));
		assertInUse(link);
		// That it was refused here must not have given it free elsewhere.
		assertThat(firstLine(otherService())).contains("another service uses the data directory");
		first.destroy();
		DataDirectory second = open(link);
		first.destroy();
		assertInUse(this.parent.resolve("data"));
		second.destroy();
	}

	@Test
	void newWhenAnotherProcessUsesTheDirectoryIsRefusedUntilThatIsGone() throws Exception {
		Process other = otherService();
		assertThat(firstLine(other)).isEqualTo("locked");
		assertInUse(this.parent.resolve("data"));
		other.destroyForcibly();
		assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
		open(this.parent.resolve("data")).destroy();
	}

	@Test
	void newWhenDirectoryCannotBeMadeNamesTheSetting() throws IOException {
		Path file = Files.createFile(this.parent.resolve("file"));
		assertThatExceptionOfType(StartupException.class).isThrownBy(() -> open(file.resolve("data")))
			.withMessageContaining("DATA_DIR")
			.withMessageContaining(file.toString());
		assertThatExceptionOfType(StartupException.class).isThrownBy(() -> open(file))
			.withMessageContaining("DATA_DIR")
			.withMessageContaining(file.toString());
	}

	private static void assertInUse(Path path) {
		assertThatExceptionOfType(DataDirectoryInUseException.class).isThrownBy(() -> open(path))
			.withMessageContaining("DATA_DIR");
	}

	private static DataDirectory open(Path path) {
		return new DataDirectory(new StoreProperties(path, null, 1, Duration.ZERO, Duration.ZERO));
	}

	private Process otherService() throws IOException {
		return new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp",
				System.getProperty("java.class.path"), OtherService.class.getName(),
				this.parent.resolve("data").toString())
			.redirectErrorStream(true)
			.start();
	}

	private static String firstLine(Process process) throws IOException {
		BufferedReader output = process.inputReader();
		return String.valueOf(output.readLine());
	}

	/**
	 * Another service on the same machine, as far as it matters here.
	 */
	static final class OtherService {

		private OtherService() {
		}

		public static void main(String[] args) throws IOException {
			try {
				open(Path.of(args[0]));
				System.out.println("locked");
				System.in.read();
			}
			catch (DataDirectoryInUseException ex) {
				System.out.println(ex.getMessage());
			}
		}

	}

}
