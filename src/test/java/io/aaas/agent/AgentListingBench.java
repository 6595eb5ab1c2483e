package io.aaas.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.aaas.store.TestStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long a page of the list of agents takes; {@code bench/README.md} says how to run
 * it.
 */
class AgentListingBench {

	private static final int ROUNDS = 200;

	private static final AgentFilter ALL = new AgentFilter(null, null, null, Map.of(), null);

	@ParameterizedTest
	@ValueSource(strings = { "sqlite", "postgres" })
	void page(String name) {
		try (TestJournal database = new TestJournal(
				name.equals("sqlite") ? TestStore.sqlite() : TestStore.postgres())) {
			ManyAgents many = new ManyAgents(database);
			many.insert(100);
			measure(many, ALL, null);
			double few = report(name, "the first page, 80 agents", measure(many, ALL, null), 0);
			many.insert(9_900);
			double base = report(name, "the first page, 10,000 agents", measure(many, ALL, null), few);
			report(name, "a page in the middle", measure(many, ALL, many.agents.get(4000)), base);
			report(name, "status",
					measure(many, new AgentFilter(AgentStatus.STOPPED, null, null, Map.of(), null), null), base);
			report(name, "label of every tenth",
					measure(many, new AgentFilter(null, null, null, Map.of("team", "team-3"), null), null), base);
			report(name, "label of every thousandth",
					measure(many, new AgentFilter(null, null, null, Map.of("rare", "yes"), null), null), base);
			report(name, "text in no name", measure(many, new AgentFilter(null, null, null, Map.of(), "nobody"), null),
					base);
			many.insertEvents(100, 2000);
			report(name, "the first page, 200,000 events in its logs", measure(many, ALL, null), base);
		}
	}

	/** The median, in milliseconds. */
	private static double measure(ManyAgents many, AgentFilter filter, @Nullable Agent after) {
		List<Long> times = new ArrayList<>();
		for (int i = 0; i < 2 * ROUNDS; i++) {
			long begun = System.nanoTime();
			many.page(filter, after, 100);
			times.add(System.nanoTime() - begun);
		}
		List<Long> warm = new ArrayList<>(times.subList(ROUNDS, times.size()));
		warm.sort(null);
		return warm.get(ROUNDS / 2) / 1e6;
	}

	private static double report(String database, String what, double median, double base) {
		System.out.printf("%-9s %-45s %7.2f ms  %s%n", database, what, median,
				(base > 0) ? "x %.2f".formatted(median / base) : "");
		return median;
	}

}
