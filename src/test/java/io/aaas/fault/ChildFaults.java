package io.aaas.fault;

import java.time.Duration;

/**
 * Faults of one agent's process.
 */
final class ChildFaults {

	private static final String LONG = "#sleep 25";

	private ChildFaults() {
	}

	static void killed(Scene scene) {
		TestedAgent agent = scene.agent();
		boolean self = scene.random().nextBoolean();
		Sent turn = agent.send(self ? "#slow 5 10\n#die-mid-turn" : LONG);
		if (!self) {
			agent.awaitExecution(turn);
			agent.process().ifPresent(ProcessHandle::destroyForcibly);
		}
		scene.expect(agent.outcome(turn), "failed process_exited");
	}

	static void exited(Scene scene) {
		TestedAgent agent = scene.agent();
		switch (scene.random().nextInt(3)) {
			case 0 -> scene.expect(agent.outcome(agent.send("#truncate-64k")), "failed process_exited");
			case 1 -> scene.expect(agent.outcome(agent.send("#no-result", 1)), "timed_out timeout");
			default -> scene.expect(agent.outcome(agent.send("#exit 0")), "failed process_exited");
		}
	}

	static void tree(Scene scene) {
		TestedAgent agent = scene.agent();
		int depth = 1 + scene.random().nextInt(3);
		Sent turn = agent.send("#fork-tree " + depth + " 2\n" + LONG);
		agent.awaitExecution(turn);
		int all = 1 << (depth + 1);
		agent.await(() -> agent.processes().size() == all - 1 || !scene.calm());
		long begun = System.nanoTime();
		String end = scene.any("stop", "delete", "kill");
		switch (end) {
			case "stop" -> agent.act("stop");
			case "delete" -> agent.delete();
			default -> agent.process().ifPresent(ProcessHandle::destroyForcibly);
		}
		if (end.equals("kill")) {
			agent.outcome(turn);
		}
		scene.world().figures().time("tree gone after " + end, Duration.ofNanos(System.nanoTime() - begun));
		boolean gone = agent.processes().isEmpty();
		scene.expect(gone, "processes are left behind after " + end);
	}

}
