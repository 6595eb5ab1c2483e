package io.aaas.fault;

import java.util.Map;
import java.util.function.Consumer;

/**
 * Faults of what the CLI writes.
 */
final class OutputFaults {

	static final Map<Fault, Consumer<Scene>> FAULTS = Map.of(Fault.FLOOD, OutputFaults::flood, Fault.LONG_LINE,
			OutputFaults::longLine, Fault.BAD_TEXT, OutputFaults::badText, Fault.BAD_JSON, OutputFaults::badJson);

	private OutputFaults() {
	}

	private static void flood(Scene scene) {
		completes(scene, scene.any("#flood-out 1m", "#flood-out 4m", "#flood-err 256k", "#flood-err 1m"));
	}

	/** Held in memory, streamed, and (seldom) too long to be kept. */
	private static void longLine(Scene scene) {
		boolean oversized = scene.random().nextInt(10) == 0;
		completes(scene, oversized ? "#line 66m" : scene.any("#line 300k", "#line 1500k", "#line 5m"));
		scene.expect(!oversized || scene.agent().events("claude.oversized") > 0, "a line is missing without a word");
	}

	private static void badText(Scene scene) {
		completes(scene, scene.any("#bad-utf8", "#split-utf8", "#crlf-bom-nul"));
	}

	private static void badJson(Scene scene) {
		if (scene.random().nextBoolean()) {
			completes(scene, "#bad-json");
		}
		else {
			TestedAgent agent = scene.agent();
			scene.expect(agent.outcome(agent.send("#truncate-64k")), "failed process_exited");
		}
		scene.expect(scene.agent().events("claude.unparsed") > 0, "a line is missing without a word");
	}

	private static void completes(Scene scene, String script) {
		scene.expect(scene.agent().outcome(scene.agent().send(script)), "completed");
	}

}
