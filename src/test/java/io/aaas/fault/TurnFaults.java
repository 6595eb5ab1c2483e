package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Faults of the conversation: results that come twice, late or to nobody, starts that
 * fail, and a history that is gone.
 */
final class TurnFaults {

	static final Map<Fault, Consumer<Scene>> FAULTS = Map.of(Fault.ODD_RESULTS, TurnFaults::oddResults,
			Fault.CRASH_LOOP, TurnFaults::crashLoop, Fault.SESSION_LOST, TurnFaults::sessionLost);

	private TurnFaults() {
	}

	private static void oddResults(Scene scene) {
		TestedAgent agent = scene.agent();
		String odd = scene.any("#two-results", "#late-result 0.3", "#unsolicited 50", "#hang-after-result");
		scene.expect(agent.outcome(agent.send(odd)), "completed");
		if (odd.equals("#hang-after-result")) {
			scene.expect(agent.outcome(agent.send("", Manner.within(1))), "timed_out timeout");
		}
		Sent next = agent.send("#sleep 0.6");
		Sent last = agent.send("");
		scene.expect(agent.outcome(next), "completed");
		scene.expect(agent.outcome(last), "completed");
	}

	private static void crashLoop(Scene scene) {
		TestedAgent agent = scene.agent();
		try {
			agent.settings("start_exit=7", "start_stderr=no licence");
			agent.process().ifPresent(ProcessHandle::destroyForcibly);
			agent.await(() -> !agent.state().equals("running idle") || !scene.calm());
			Sent message = agent.send("");
			// A service that is started again counts from the beginning.
			agent.await(() -> agent.state().equals("error") || !scene.calm());
			if (scene.calm()) {
				scene.expect(agent.outcome(message), "failed agent_error");
				Sent refused = agent.send("");
				scene.expect(refused.messageId().isEmpty(), "an agent in error has taken a message");
			}
		}
		finally {
			agent.settings();
		}
		agent.act("start");
		scene.expect(agent.state(), "running idle");
	}

	private static void sessionLost(Scene scene) {
		TestedAgent agent = scene.agent();
		scene.expect(agent.outcome(agent.ask("")), "completed");
		boolean unknown = scene.random().nextBoolean();
		agent.process().ifPresent(ProcessHandle::destroyForcibly);
		agent.await(() -> agent.state().equals("running hibernated") || !scene.calm());
		if (unknown) {
			agent.settings("resume_missing=1");
		}
		else {
			removeTranscripts(agent);
		}
		scene.expect(agent.outcome(agent.ask("")), "completed");
		scene.expect(agent.events("agent.context_lost") > 0, "the history is lost without a word");
		agent.settings();
	}

	private static void removeTranscripts(TestedAgent agent) {
		try (Stream<Path> files = Files.walk(agent.home().resolve("config"))) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".jsonl")).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
