package io.aaas.claude;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a process leaves behind that has left its session and its parents.
 */
class ProcessTreeTests {

	/** Two sleepers, one of them a double fork away in a session of its own. */
	private static final String FORKS = "(setsid sh -c 'sleep 4711 & exit' &) ; sleep 4711 & sleep 4711";

	private final ProcessTable table = new ProcessTable();

	private final List<Process> started = new ArrayList<>();

	@AfterEach
	void kill() {
		this.started.forEach(Process::destroyForcibly);
	}

	private ProcessIdentity start(List<String> wrapper, Map<String, String> environment) throws IOException {
		List<String> command = new ArrayList<>(wrapper);
		command.addAll(List.of("/bin/sh", "-c", FORKS));
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().clear();
		builder.environment().put("PATH", System.getenv("PATH"));
		builder.environment().putAll(environment);
		Process process = builder.start();
		this.started.add(process);
		return identity(process.pid());
	}

	private ProcessIdentity identity(long pid) {
		return Objects.requireNonNull(this.table.find(pid)).identity();
	}

	private List<Long> sleepers(ProcessIdentity root) {
		return this.table.all()
			.stream()
			.filter((entry) -> entry.identity().startTime() >= root.startTime())
			.map(ProcessTable.Entry::pid)
			.filter((pid) -> isSleeper(pid))
			.toList();
	}

	private static boolean isSleeper(long pid) {
		try {
			return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).equals("sleep\0" + "4711\0");
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void killWhenThereIsAControlGroupEndsAllInIt() throws Exception {
		Cgroups cgroups = Cgroups.find(Path.of("/proc"));
		assumeTrue(cgroups != null, "no control groups can be made here");
		Cgroup cgroup = new Cgroup(cgroups.parent().resolve("aaas-test-" + ProcessHandle.current().pid()));
		cgroup.create();
		ProcessIdentity root = start(cgroup.enter(), Map.of());
		await().until(() -> sleepers(root).size() == 3);
		assertThat(cgroup.processes()).containsAll(sleepers(root));
		new ProcessTree("nobody", 1, List.of(root), false, cgroup).kill(this.table);
		assertThat(sleepers(root)).isEmpty();
		assertThat(cgroup.directory()).doesNotExist();
	}

	@Test
	void killWhenThereIsNoneEndsWhatCarriesTheCookie() throws Exception {
		ProcessIdentity root = start(List.of(), Map.of("AAAS_AGENT_ID", "tree-test", "AAAS_LAUNCH", "3"));
		await().until(() -> sleepers(root).size() == 3);
		new ProcessTree("tree-test", 3, List.of(root), false, null).kill(this.table);
		assertThat(sleepers(root)).isEmpty();
	}

	@Test
	void findWhenTheGroupIsNotOursFindsNone() throws Exception {
		Path proc = Files.createTempDirectory("proc");
		Files.createDirectories(proc.resolve("self"));
		Files.writeString(proc.resolve("self/mountinfo"),
				"30 23 0:26 / /nowhere rw,nosuid shared:4 - cgroup2 cgroup2 rw\n");
		Files.writeString(proc.resolve("self/cgroup"), "0::/system.slice/other.service\n");
		assertThat(Cgroups.find(proc)).isNull();
		Files.writeString(proc.resolve("self/mountinfo"), "30 23 0:26 / /tmp rw - tmpfs tmpfs rw\n");
		assertThat(Cgroups.find(proc)).isNull();
	}

}
