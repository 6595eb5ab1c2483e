package io.aaas.acceptance;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The service speaks JSON, and says so before it does anything.
 */
class NegotiationTests extends LiveService {

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "application/problem+json", "application/vnd.x+json", "garbage" })
	void postWhenTheAnswerCouldNotBeReadDoesNothing(String accept) {
		Inventory before = inventory();
		Reply reply = api().post("/api/v1/agents", "{}", "Accept", accept);
		reply.problem(406, "not_acceptable");
		assertThat(reply.header("Accept")).isEqualTo("application/json");
		assertThat(inventory()).isEqualTo(before);
		String agent = create("{}");
		api().post(agent + "/stop", null, "Accept", accept).problem(406, "not_acceptable");
		assertThat(state(agent)).isEqualTo("running idle");
	}

	@Test
	void getWhenOnlyProblemsAreTakenIsRefused() {
		api().get("/api/v1/agents", "Accept", "application/problem+json").problem(406, "not_acceptable");
		assertThat(api().get("/health", "Accept", "*/*").header("Content-Type")).isEqualTo("application/json");
		assertThat(api().get("/health", "Accept", "text/html, */*;q=0.1").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "POST,/api/v1/agents", "POST,/api/v1/query",
			"PATCH,/api/v1/agents/0197b8a0-0000-7000-8000-000000000000",
			"POST,/api/v1/agents/0197b8a0-0000-7000-8000-000000000000/messages",
			"POST,/api/v1/agents/0197b8a0-0000-7000-8000-000000000000/approvals/0197b8a0-0000-7000-8000-000000000000" })
	void bodyWhenItIsOfAnotherTypeIsRefused(String method, String path) {
		for (String type : new String[] { "*/*", "application/*", "application/x+json", "text/plain", "garbage",
				"application/json; charset=nope" }) {
			Reply reply = api().call(method, path, json("{'message':'a'}"), "Content-Type", type);
			reply.problem(415, "unsupported_media_type");
			assertThat(reply.header("Accept")).contains("application/json");
		}
	}

}
