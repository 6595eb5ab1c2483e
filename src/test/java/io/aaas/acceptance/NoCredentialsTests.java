package io.aaas.acceptance;

import org.junit.jupiter.api.Test;

import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service that has no credentials for the model starts, says so, and leaves nothing of
 * what it cannot do.
 */
@TestPropertySource(properties = { "MODEL_BACKEND=anthropic", "ANTHROPIC_API_KEY=", "CLAUDE_API_KEY=",
		"ANTHROPIC_AUTH_TOKEN=", "CLAUDE_CODE_OAUTH_TOKEN=" })
@DirtiesContext
class NoCredentialsTests extends LiveService {

	@Test
	void whatNeedsTheModelIsRefusedAndLeavesNothing() {
		Inventory before = inventory();
		assertThat(api().post("/api/v1/agents", "{}").problem(503, "model_unavailable").path("detail").asString())
			.contains("ANTHROPIC_API_KEY");
		api().post("/api/v1/query", json("{'message':'hello'}")).problem(503, "model_unavailable");
		assertThat(inventory()).isEqualTo(before);
		String stopped = create("{'auto_start':false}");
		api().post(stopped + "/start", null).problem(503, "model_unavailable");
		api().post(stopped + "/restart", null).problem(503, "model_unavailable");
		assertThat(state(stopped)).isEqualTo("stopped");
		assertThat(cli().ledger()).isEmpty();
		assertThat(processes(stopped)).isEmpty();
		assertThat(api().get("/health").text("status")).isEqualTo("degraded");
		assertThat(api().get("/actuator/health/readiness").status()).isEqualTo(503);
	}

}
