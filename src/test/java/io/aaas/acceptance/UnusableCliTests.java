package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service without a CLI it can use says so, and needs no restart once there is one.
 */
@TestPropertySource(properties = "spring.application.name=unusable-cli")
@DirtiesContext
class UnusableCliTests extends LiveService {

	@Test
	void createWhenTheCliCannotBeUsedTellsWhyUntilItCan() throws IOException {
		Inventory before = inventory();
		Path program = cli().program();
		Path aside = program.resolveSibling("aside");
		Files.move(program, aside);
		awaitRefusal("does not exist");
		Files.writeString(program, "#!/bin/sh\n");
		awaitRefusal("is not a program that can be run");
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
		awaitRefusal("does not tell its version");
		Files.delete(program);
		Files.move(aside, program);
		cli().settings("version=2.1.1");
		awaitRefusal("is version 2.1.1, and the oldest that works is");
		assertThat(inventory()).isEqualTo(before);
		assertThat(api().get("/health").text("status")).isEqualTo("degraded");
		assertThat(api().get("/health").body().get("cli_version").isNull()).isTrue();
		String stopped = create("{'auto_start':false}");
		api().post(stopped + "/start", null).problem(503, "claude_unavailable");
		assertThat(state(stopped)).isEqualTo("stopped");
		cli().settings();
		await("it can be used").until(() -> api().post(stopped + "/start", null).status() == 200);
		assertThat(api().message(stopped, "hello").text("response")).isEqualTo("echo: hello");
		assertThat(api().get("/health").text("status")).isEqualTo("healthy");
	}

	private void awaitRefusal(String detail) {
		await(detail).untilAsserted(() -> {
			Reply reply = api().post("/api/v1/agents", "{}");
			assertThat(reply.problem(503, "claude_unavailable").path("detail").asString()).contains(detail);
		});
	}

}
