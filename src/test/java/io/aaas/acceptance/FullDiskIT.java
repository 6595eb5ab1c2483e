package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A disk of 64 MiB that an agent fills.
 */
class FullDiskIT {

	@TempDir
	private Path directory;

	@Test
	void fillWhenAnAgentWritesTooMuchEndsItsTurnAndRecoversWhenThereIsRoom() throws Exception {
		Path disk = Files.createDirectory(this.directory.resolve("data"));
		Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString()),
				"a small disk can be mounted here, which takes root");
		try (RunningService service = new RunningService(this.directory,
				Map.of("CLAUDE_CODE_PATH", Cli.fake(this.directory.resolve("cli"), List.of()), "SANDBOX", "none",
						"MODEL_BACKEND", "offline", "MIN_FREE_SPACE", "16MB"))) {
			Api api = service.start();
			String agent = api.createAgent("{}");
			String agentId = agent.substring(agent.lastIndexOf('/') + 1);
			String eating = api.messageAsync(agent, "#eat-disk 100m\n#sleep 60");
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !api.isReady());
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Processes.ofAgent(agentId).isEmpty());
			api.message(agent, "refused").problem(503, "storage_full");
			try (Stream<Path> files = Files.walk(disk)) {
				for (Path eaten : files.filter((file) -> file.getFileName().toString().startsWith("eaten")).toList()) {
					Files.delete(eaten);
				}
			}
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(api::isReady);
			// There was no room for the record of it either: nothing was said before it
			// was.
			Api.Reply failed = api.get(eating + "?wait=20");
			assertThat(failed.body().at("/error/code").asString("")).as(failed.toString()).isEqualTo("storage_full");
			assertThat(api.message(agent, "again").text("response")).isEqualTo("echo: again");
			EventLogs.assertGapless(api, agent);
		}
		finally {
			run("umount", "-l", disk.toString());
		}
	}

	private static boolean run(String... command) throws IOException, InterruptedException {
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor() == 0;
	}

}
