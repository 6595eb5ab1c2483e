package io.aaas.claude;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ProcessTableTests {

	private final ProcessTable table = new ProcessTable();

	@TempDir
	Path proc;

	@Test
	void findWhenNameHoldsBracketsAndBlanksReadsFieldsAfterIt() throws Exception {
		Path directory = Files.createDirectories(this.proc.resolve("4711"));
		Files.createDirectories(this.proc.resolve("self"));
		Files.writeString(this.proc.resolve("self/stat"), "");
		Files.writeString(directory.resolve("stat"),
				"4711 (a) S 9 (b) c) T 12 4711 4700 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 1 2 3\n");
		ProcessTable.Entry entry = new ProcessTable(this.proc).find(4711);
		assertThat(entry)
			.isEqualTo(new ProcessTable.Entry(new ProcessIdentity(4711, 987654), 12, 4700, 'T', "a) S 9 (b) c", 8192));
		assertThat(new ProcessTable(this.proc).all()).containsExactly(entry);
	}

	@Test
	void signalWhenPidBelongsToAnotherProcessDoesNothing() throws Exception {
		Process innocent = new ProcessBuilder("sleep", "600").start();
		try {
			ProcessTable.Entry entry = Objects.requireNonNull(this.table.find(innocent.pid()));
			ProcessIdentity other = new ProcessIdentity(innocent.pid(), entry.identity().startTime() - 1);
			assertThat(this.table.signal(other, Signals.KILL)).isFalse();
			new ProcessTree(FakeClaude.AGENT, 1, List.of(other), true, null).kill(this.table);
			assertThat(innocent.waitFor(200, TimeUnit.MILLISECONDS)).isFalse();
			assertThat(this.table.signal(entry.identity(), Signals.KILL)).isTrue();
			assertThat(innocent.waitFor()).isEqualTo(137);
			assertThat(this.table.isAlive(entry.identity())).isFalse();
		}
		finally {
			innocent.destroyForcibly();
		}
	}

	@Test
	void isAliveWhenItCannotBeSeenDoesNotClaimThatItIsGone() throws Exception {
		Files.createDirectories(this.proc.resolve("self"));
		Files.writeString(this.proc.resolve("self/stat"), "");
		// What cannot be read, as when there are no file handles left.
		Files.createDirectories(this.proc.resolve("4711/stat"));
		ProcessTable blind = new ProcessTable(this.proc);
		assertThat(blind.isAlive(new ProcessIdentity(4711, 1))).isTrue();
		assertThat(blind.signal(new ProcessIdentity(4711, 1), Signals.KILL)).isFalse();
		assertThat(blind.isAlive(new ProcessIdentity(4712, 1))).isFalse();
	}

	@Test
	void sendWhenPidMeansManyRefuses() {
		assertThat(Signals.send(0, 0)).isFalse();
		assertThat(Signals.send(-1, 0)).isFalse();
		assertThat(Signals.send(1, 0)).isFalse();
	}

	@Test
	void identityWhenWrittenIsReadBack() {
		ProcessIdentity identity = new ProcessIdentity(4711, 123456);
		assertThat(ProcessIdentity.parse(identity.toString())).isEqualTo(identity);
		for (String text : new String[] { "", "1", "1:", ":1", "-1:1", "1:2:3", "a:b" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> ProcessIdentity.parse(text));
		}
	}

	@Test
	void cookieWhenProcessCarriesOneTellsIt() throws Exception {
		ProcessBuilder builder = new ProcessBuilder("sleep", "600");
		builder.environment().put("AAAS_AGENT_ID", "a");
		builder.environment().put("AAAS_LAUNCH", "7");
		Process process = builder.start();
		try {
			assertThat(this.table.cookie(process.pid())).isEqualTo(new ProcessTable.Cookie("a", 7));
			assertThat(this.table.cookie(ProcessHandle.current().pid())).isNull();
		}
		finally {
			process.destroyForcibly();
		}
	}

}
