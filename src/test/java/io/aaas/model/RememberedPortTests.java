package io.aaas.model;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RememberedPortTests {

	@TempDir
	private Path directory;

	private Path file;

	@BeforeEach
	void file() {
		this.file = this.directory.resolve("model.port");
	}

	private static void nothing(HttpExchange exchange) {
		exchange.close();
	}

	private RememberedPort port(int wanted) {
		return new RememberedPort(this.file, wanted, () -> {
		});
	}

	private int bindAndKeep() throws IOException {
		RememberedPort port = port(0);
		try (LoopbackServer server = port.bind(RememberedPortTests::nothing)) {
			port.keep(server.port());
			return server.port();
		}
	}

	@Test
	void portIsTheSameNextTime() throws IOException {
		assertThat(bindAndKeep()).isEqualTo(bindAndKeep());
	}

	@Test
	void portIsBelowThoseOfOutgoingConnections() throws IOException {
		assertThat(bindAndKeep()).isBetween(20_000, 32_000);
	}

	@Test
	void portThatWasNeverUsedIsNotWrittenDown() throws IOException {
		try (LoopbackServer server = port(0).bind(RememberedPortTests::nothing)) {
			assertThat(server.port()).isPositive();
		}
		assertThat(this.file).doesNotExist();
	}

	@Test
	void portThatIsStillBeingReleasedIsWaitedFor() throws IOException {
		int last = bindAndKeep();
		LoopbackServer old = LoopbackServer.start(last, RememberedPortTests::nothing);
		RememberedPort port = new RememberedPort(this.file, 0, old::close);
		try (LoopbackServer server = port.bind(RememberedPortTests::nothing)) {
			assertThat(server.port()).isEqualTo(last);
		}
	}

	@Test
	void portThatStaysTakenIsReplaced() throws IOException {
		int last = bindAndKeep();
		try (LoopbackServer other = LoopbackServer.start(last, RememberedPortTests::nothing)) {
			assertThat(bindAndKeep()).isNotEqualTo(other.port());
		}
	}

	@Test
	void wantedPortIsTakenOrRefusedByName() throws IOException {
		int wanted = bindAndKeep();
		try (LoopbackServer server = port(wanted).bind(RememberedPortTests::nothing)) {
			assertThat(server.port()).isEqualTo(wanted);
			assertThatExceptionOfType(BindException.class)
				.isThrownBy(() -> port(wanted).bind(RememberedPortTests::nothing))
				.withMessageContaining("MODEL_PORT " + wanted);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "-1", "99999999999", "70000" })
	void unreadableFileIsIgnored(String content) throws IOException {
		Files.writeString(this.file, content);
		assertThat(bindAndKeep()).isPositive();
	}

}
