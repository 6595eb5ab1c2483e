package io.aaas.acceptance;

import io.aaas.acceptance.Api.Reply;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can happen to an agent, and what must hold afterwards.
 */
abstract class StateTable extends LiveService {

	/** Do it; what was answered. */
	String act(String agent, String action) {
		if (action.equals("kill")) {
			await("a process").until(() -> !processes(agent).isEmpty());
			processes(agent).forEach(ProcessHandle::destroyForcibly);
			return "";
		}
		Reply reply = switch (action) {
			case "message" -> api().message(agent, "hello");
			case "patch" -> api().patch(agent, "{\"name\":\"renamed\"}");
			case "delete" -> api().delete(agent);
			default -> api().post(agent + "/" + action, null);
		};
		if (action.equals("patch")) {
			assertThat(api().get(agent).text("name")).isEqualTo("renamed");
		}
		if (reply.status() >= 400) {
			reply.problem(reply.status(), reply.text("code"));
			return reply.status() + " " + reply.text("code");
		}
		boolean ofMessage = action.equals("message") || action.equals("interrupt");
		return ofMessage ? reply.status() + " " + outcome(reply) : Integer.toString(reply.status());
	}

	/** The state is true, and the log of how it came about whole. */
	void assertSettled(String agent, String state) {
		boolean alive = state.startsWith("running") && !state.endsWith("hibernated");
		assertThat(processes(agent)).hasSize(alive ? 1 : 0);
		if (!state.equals("gone")) {
			assertThat(api().get(agent).body().get("pid").isNull()).isEqualTo(!alive);
			EventLogs.assertGapless(api(), agent);
		}
		if (state.equals("running idle") || state.equals("running hibernated")) {
			assertThat(api().message(agent, "still there?").text("response")).isEqualTo("echo: still there?");
		}
	}

}
