package io.aaas.acceptance;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Approvals: what is asked waits for a person, and becomes a denial whenever none
 * answers.
 */
abstract class ApprovalContract extends LiveService {

	private static final String ASK = "#ask Bash {\"command\":\"ls\"}";

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{'decision':'allow'}                                     | allowed: {'command':'ls'}  | allowed
			{'decision':'allow','updated_input':{'command':'pwd'}}   | allowed: {'command':'pwd'} | allowed
			{'decision':'allow','remember':'once'}                   | allowed: {'command':'ls'}  | allowed
			{'decision':'deny','message':'too risky'}                | denied: too risky          | denied
			{'decision':'deny'}                                      | denied: A person denied this | denied
			""")
	void decideAnswersTheCli(String decision, String response, String status) {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, ASK));
		String approval = awaitApproval(agent);
		assertThat(api().get(agent + "/messages").body().at("/data/0/status").stringValue())
			.isEqualTo("waiting_approval");
		Reply decided = api().post(approval, json(decision));
		assertThat(decided.status()).as(decided.toString()).isEqualTo(200);
		assertThat(decided.text("status")).isEqualTo(status);
		assertThat(decided.text("decided_at")).isNotBlank();
		assertThat(answer(asking).text("response")).isEqualTo(json(response));
		assertThat(answer(asking).text("status")).isEqualTo("completed");
		assertThat(approvals(agent, "?status=" + status)).hasSize(1);
		assertThat(approvals(agent, "?status=pending")).isEmpty();
		assertThat(events(agent, "approval.requested")).hasSize(1);
		assertThat(events(agent, "approval." + status)).hasSize(1);
		awaitState(agent, "running idle");
		api().post(approval, json("{'decision':'allow'}")).problem(409, "approval_closed");
	}

	private String awaitApproval(String agent) {
		awaitState(agent, "running waiting_approval");
		List<JsonNode> open = approvals(agent, "?status=pending");
		assertThat(open).hasSize(1);
		JsonNode approval = open.getFirst();
		assertThat(approval.get("agent_id").stringValue()).isEqualTo(id(agent));
		assertThat(approval.get("message_id"))
			.isEqualTo(api().get(agent + "/messages?status=waiting_approval").body().at("/data/0/id"));
		assertThat(approval.get("expires_at").stringValue()).isGreaterThan(approval.get("created_at").stringValue());
		return agent + "/approvals/" + approval.get("id").stringValue();
	}

	private List<JsonNode> approvals(String agent, String query) {
		return api().get(agent + "/approvals" + query).body().get("data").valueStream().toList();
	}

	@Test
	void decideWhenToBeRememberedGivesTheCliARuleForThisSessionOnly() {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, ASK));
		Reply decided = api().post(awaitApproval(agent), json("{'decision':'allow','remember':'session'}"));
		assertThat(decided.body().at("/decision/remember").stringValue()).isEqualTo("session");
		assertThat(answer(asking).text("response")).startsWith("allowed: ");
		assertThat(spool(agent)).containsPattern("\"updatedPermissions\":\\[[^]]*\"destination\":\"session\"");
	}

	@Test
	void decideWhenNotToBeRememberedGivesTheCliNoRule() {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, ASK));
		api().post(awaitApproval(agent), json("{'decision':'allow'}"));
		assertThat(answer(asking).text("response")).startsWith("allowed: ");
		assertThat(spool(agent)).contains("\"behavior\":\"allow\"").doesNotContain("updatedPermissions");
	}

	@Test
	void decideWhenTheUserIsAskedPassesTheAnswersOn() {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, "#ask-user"));
		String approval = awaitApproval(agent);
		assertThat(approvals(agent, "").getFirst().at("/input/questions/0/question").stringValue())
			.isEqualTo("Which one?");
		Reply decided = api().post(approval, json("{'answers':{'Which one?':'B'}}"));
		assertThat(decided.text("status")).as(decided.toString()).isEqualTo("allowed");
		assertThat(answer(asking).text("response")).startsWith(json("allowed: {'answers':{'Which one?':'B'}"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			decision      | invalid_field | {}
			decision      | invalid_field | {'decision':'perhaps'}
			remember      | invalid_field | {'decision':'allow','remember':'forever'}
			updated_input | invalid_field | {'decision':'allow','updated_input':'ls'}
			reason        | unknown_field | {'decision':'deny','reason':'x'}
			""")
	void decideWhenAFieldIsWrongLeavesTheQuestionOpen(String field, String code, String body) {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, ASK));
		String approval = awaitApproval(agent);
		assertThat(api().post(approval, json(body)).problem(422, code).path("field").asString()).isEqualTo(field);
		assertThat(state(agent)).isEqualTo("running waiting_approval");
		api().post(approval, json("{'decision':'deny'}"));
		assertThat(answer(asking).text("response")).startsWith("denied: ");
	}

	@Test
	void decideWhenManyDecideAtOnceCountsOnce() {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, ASK));
		String approval = awaitApproval(agent);
		List<CompletableFuture<Reply>> decisions = List.of("allow", "deny", "allow", "deny", "allow", "deny")
			.stream()
			.map((decision) -> meanwhile(() -> api().post(approval, json("{'decision':'" + decision + "'}"))))
			.toList();
		assertThat(decisions).extracting((decision) -> answer(decision).status())
			.containsOnlyOnce(200)
			.containsOnly(200, 409);
		String status = approvals(agent, "").getFirst().get("status").stringValue();
		assertThat(answer(asking).text("response")).startsWith(status + ": ");
	}

	@Test
	void decideWhenTheApprovalIsUnknownIsNotFound() {
		String agent = create("{}");
		String other = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, ASK));
		String approval = awaitApproval(agent);
		api().post(agent + "/approvals/nope", json("{'decision':'allow'}")).problem(404, "approval_not_found");
		api().post(other + "/approvals/" + id(approval), json("{'decision':'allow'}"))
			.problem(404, "approval_not_found");
		api().post("/api/v1/agents/nope/approvals/" + id(approval), json("{'decision':'allow'}"))
			.problem(404, "agent_not_found");
		api().get(agent + "/approvals?status=maybe").problem(422, "invalid_field");
		assertThat(approvals(other, "")).isEmpty();
		api().post(agent + "/interrupt", null);
		assertThat(outcome(answer(asking))).isEqualTo("interrupted interrupted");
	}

	@Test
	void askWhenNobodyAnswersInTimeIsDenied() {
		String agent = create("{'config':{'approval_timeout':1}}");
		Reply reply = api().message(agent, ASK);
		assertThat(reply.text("response")).isEqualTo("denied: Nobody answered in time");
		assertThat(approvals(agent, "?status=expired")).hasSize(1);
		assertThat(events(agent, "approval.expired")).hasSize(1);
	}

	@Test
	void askWhenThePersonTakesLongDoesNotCountAsTheTurnsTime() {
		String agent = create("{'config':{'approval_timeout':2}}");
		Reply late = api().post(agent + "/messages", "{\"timeout\":1,\"message\":\"#ask Bash {}\\n#sleep 600\"}");
		assertThat(outcome(late)).as(late.toString()).isEqualTo("timed_out timeout");
		assertThat(events(agent, "approval.expired")).hasSize(1);
		assertThat(events(agent, "claude.tool_result")).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			interrupt | interrupted interrupted
			stop      | interrupted agent_stopped
			restart   | interrupted agent_restarted
			kill      | failed process_exited
			""")
	void askWhenTheTurnEndsIsDenied(String action, String outcome) {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(() -> api().message(agent, ASK));
		String approval = awaitApproval(agent);
		if (action.equals("kill")) {
			kill(agent);
		}
		else {
			assertThat(api().post(agent + "/" + action, null).status()).isEqualTo(200);
		}
		assertThat(outcome(answer(asking))).isEqualTo(outcome);
		JsonNode closed = approvals(agent, "").getFirst();
		assertThat(closed.get("status").stringValue()).isIn("denied", "expired");
		assertThat(closed.get("reason").stringValue()).isNotBlank();
		assertThat(approvals(agent, "?status=pending")).isEmpty();
		api().post(approval, json("{'decision':'allow'}")).problem(409, "approval_closed");
		List<String> types = EventLogs.types(api(), agent);
		assertThat(types.stream().filter((type) -> type.matches("approval\\.(denied|expired)"))).hasSize(1);
		assertThat(types).doesNotContain("approval.allowed");
	}

	@Test
	void askWhenSeveralQuestionsFollowEachOtherWaitsForEach() {
		String agent = create("{}");
		CompletableFuture<Reply> asking = meanwhile(
				() -> api().message(agent, "#ask Bash {\"n\":1}\n#ask Write {\"n\":2}"));
		for (String tool : List.of("Bash", "Write")) {
			await("the question for " + tool).until(() -> approvals(agent, "?status=pending").stream()
				.anyMatch((approval) -> tool.equals(approval.get("tool_name").stringValue())));
			api().post(awaitApproval(agent), json("{'decision':'allow'}"));
		}
		assertThat(answer(asking).text("response")).isEqualTo(json("allowed: {'n':1}\nallowed: {'n':2}"));
		assertThat(api().get(agent + "/approvals?limit=1").body().get("has_more").booleanValue()).isTrue();
	}

}
