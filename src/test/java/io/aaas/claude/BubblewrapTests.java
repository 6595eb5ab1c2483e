package io.aaas.claude;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@EnabledOnOs(OS.LINUX)
class BubblewrapTests {

	@TempDir
	Path directory;

	@Test
	void wrapWhenDirectoriesAreHiddenBindsTheAgentsOwnAfterwards() throws Exception {
		Path data = Files.createDirectories(this.directory.resolve("data"));
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), data);
		ClaudeLaunch launch = FakeClaude.launch(data, "agent", 1, ClaudeOptions.NONE,
				new ClaudeSession.New(UUID.randomUUID().toString()), Map.of(), List.of());
		List<String> command = Bubblewrap.of(Path.of("/usr/bin/bwrap"), List.of(link.toString(), "/no/such"), false)
			.wrap(launch, Path.of("/opt/claude"), List.of("--verbose", "--model=x"));
		String line = String.join(" ", command);
		assertThat(line).startsWith("/usr/bin/bwrap --unshare-user --uid ")
			.contains(" --unshare-pid ", " --new-session ", " --tmpfs " + data.toRealPath() + " ",
					" --bind " + launch.workingDirectory() + " " + launch.workingDirectory() + " ")
			.endsWith(" --chdir " + launch.workingDirectory() + " -- /opt/claude --verbose --model=x")
			.doesNotContain("/no/such", "--die-with-parent", "--uid 0", "--gid 0");
		assertThat(command.indexOf("--bind")).isGreaterThan(command.lastIndexOf("--tmpfs"));
		assertThat(command.lastIndexOf("--ro-bind")).isGreaterThan(command.lastIndexOf("--tmpfs"));
	}

	@Test
	void wrapWhenItShallDieWithTheServiceSaysSo() {
		assertThat(Bubblewrap.of(Path.of("/usr/bin/bwrap"), List.of(), true).probe(Path.of("/bin/true")))
			.contains("--die-with-parent")
			.endsWith("--", "/bin/true");
	}

}
