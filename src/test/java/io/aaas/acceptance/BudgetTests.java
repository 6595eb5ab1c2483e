package io.aaas.acceptance;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an agent may cost is counted by the service, over all of its processes. Each turn
 * of the scripted CLI costs a tenth of a cent.
 */
class BudgetTests extends LiveService {

	@Test
	void messageWhenTheBudgetIsSpentNeverRuns() {
		String agent = create("{'config':{'max_budget_usd':0.002}}");
		assertThat(outcome(api().message(agent, "one"))).isEqualTo("completed");
		assertThat(api().post(agent + "/hibernate", null).status()).isEqualTo(200);
		assertThat(outcome(api().message(agent, "two"))).isEqualTo("completed");
		Api.Reply refused = api().message(agent, "three");
		assertThat(refused.status()).isEqualTo(200);
		assertThat(outcome(refused)).isEqualTo("budget_exceeded max_budget");
		assertThat(refused.body().at("/error/detail").asString()).contains("0.002", "max_budget_usd");
		assertThat(refused.body().at("/error/retryable").asBoolean()).isFalse();
		assertThat(executed("three")).isZero();
		assertThat(api().patch(agent, json("{'config':{'max_budget_usd':1}}")).status()).isEqualTo(200);
		assertThat(outcome(api().message(agent, "four"))).isEqualTo("completed");
	}

	@Test
	void queueWhenTheBudgetIsSpentEnds() {
		String agent = create("{}");
		assertThat(outcome(api().message(agent, "one"))).isEqualTo("completed");
		String running = occupy(agent);
		String queued = api().messageAsync(agent, "queued");
		assertThat(api().patch(agent, json("{'config':{'max_budget_usd':0.0005}}")).status()).isEqualTo(200);
		assertThat(api().post(agent + "/interrupt", null).status()).isEqualTo(200);
		assertThat(api().get(running + "?wait=20").text("status")).isEqualTo("interrupted");
		assertThat(outcome(api().get(queued + "?wait=20"))).isEqualTo("budget_exceeded max_budget");
		assertThat(executed("queued")).isZero();
	}

}
