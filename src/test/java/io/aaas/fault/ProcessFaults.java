package io.aaas.fault;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

import io.aaas.acceptance.Signal;

/**
 * Faults of an agent's process: how it dies, and how it does not.
 */
final class ProcessFaults {

	static final Map<Fault, Consumer<Scene>> FAULTS = Map.of(Fault.CHILD_KILLED, ProcessFaults::killed,
			Fault.CHILD_KILLED_ASKING, ProcessFaults::killedAsking, Fault.CHILD_EXITED, ProcessFaults::exited,
			Fault.CHILD_HANGS, ProcessFaults::hangs, Fault.CHILD_DEAF, ProcessFaults::deaf, Fault.CHILD_FROZEN,
			ProcessFaults::frozen, Fault.CHILD_TREE, ProcessFaults::tree, Fault.STDOUT_LEAKED,
			ProcessFaults::stdoutLeaked);

	private static final String LONG = "#sleep 25";

	private ProcessFaults() {
	}

	private static void killed(Scene scene) {
		TestedAgent agent = scene.agent();
		if (scene.random().nextInt(3) == 0) {
			Sent retried = agent.send("#slow 5 10\n#die-mid-turn", Manner.RETRIED);
			scene.expect(agent.outcome(retried), "failed process_exited");
			scene.expect(agent.executions(retried) == 3, "it was executed " + agent.executions(retried) + " times");
			return;
		}
		Sent turn = agent.send(LONG);
		Sent queued = agent.send("");
		agent.awaitExecution(turn);
		agent.process().ifPresent(ProcessHandle::destroyForcibly);
		scene.expect(agent.outcome(turn), "failed process_exited");
		scene.expect(agent.outcome(queued), "completed");
	}

	private static void killedAsking(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent turn = agent.send("#ask Bash {\"command\":\"ls\"}");
		agent.await(() -> agent.state().equals("running waiting_approval") || !scene.calm());
		agent.process().ifPresent(ProcessHandle::destroyForcibly);
		scene.expect(agent.outcome(turn), "failed process_exited");
		scene.expect(agent.approvals("pending") == 0, "a question of a dead process is open");
	}

	private static void exited(Scene scene) {
		TestedAgent agent = scene.agent();
		switch (scene.random().nextInt(3)) {
			case 0 -> scene.expect(agent.outcome(agent.send("#truncate-64k")), "failed process_exited");
			case 1 -> scene.expect(agent.outcome(agent.send("#no-result", Manner.within(1))), "timed_out timeout");
			default -> scene.expect(agent.outcome(agent.send("#exit 0")), "failed process_exited");
		}
	}

	private static void hangs(Scene scene) {
		TestedAgent agent = scene.agent();
		if (scene.random().nextBoolean()) {
			scene.expect(agent.outcome(agent.send("#hang", Manner.within(1))), "timed_out timeout");
		}
		else {
			end(scene, agent.send("#hang"));
		}
	}

	private static void deaf(Scene scene) {
		Sent turn = scene.agent().send("#ignore-term\n" + LONG);
		scene.agent().awaitExecution(turn);
		end(scene, turn);
	}

	private static void frozen(Scene scene) {
		Sent turn = scene.agent().send(LONG);
		scene.agent().awaitExecution(turn);
		scene.agent().process().map(ProcessHandle::pid).ifPresent(Signal.STOP::send);
		end(scene, turn);
	}

	/** End a turn that does not want to. */
	private static void end(Scene scene, Sent turn) {
		TestedAgent agent = scene.agent();
		agent.await(() -> agent.runs(turn) || !scene.calm());
		String action = scene.any("stop", "restart", "interrupt");
		long begun = System.nanoTime();
		agent.act(action);
		if (scene.calm()) {
			scene.world().figures().time(action + " of what resists", Duration.ofNanos(System.nanoTime() - begun));
		}
		scene.expect(agent.outcome(turn), switch (action) {
			case "stop" -> "interrupted agent_stopped";
			case "restart" -> "interrupted agent_restarted";
			default -> "interrupted interrupted";
		});
		scene.expect(!action.equals("stop") || agent.processes().isEmpty(), "processes are left behind after a stop");
	}

	private static void tree(Scene scene) {
		TestedAgent agent = scene.agent();
		int depth = 1 + scene.random().nextInt(3);
		Sent turn = agent.send("#fork-tree " + depth + " 2\n" + LONG);
		agent.awaitExecution(turn);
		int all = (1 << (depth + 1)) - 1;
		agent.await(() -> agent.processes().size() == all || !scene.calm());
		leave(scene, turn);
	}

	private static void stdoutLeaked(Scene scene) {
		TestedAgent agent = scene.agent();
		Sent turn = agent.ask("#leak-stdout 600");
		scene.expect(agent.outcome(turn), "completed");
		leave(scene, turn);
	}

	/** End an agent's process in one way or another: nothing of it is left. */
	private static void leave(Scene scene, Sent turn) {
		TestedAgent agent = scene.agent();
		String end = scene.any("stop", "delete", "kill");
		long begun = System.nanoTime();
		switch (end) {
			case "stop" -> agent.act("stop");
			case "delete" -> agent.delete();
			default -> {
				agent.process().ifPresent(ProcessHandle::destroyForcibly);
				agent.outcome(turn);
				agent.await(() -> agent.processes().isEmpty() || !scene.calm());
			}
		}
		if (scene.calm()) {
			scene.world().figures().time("nothing left after " + end, Duration.ofNanos(System.nanoTime() - begun));
		}
		scene.expect(agent.processes().isEmpty(), "processes are left behind after " + end);
	}

}
