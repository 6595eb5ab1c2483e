package io.aaas.fault;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a run is asked for.
 *
 * @param seed what the faults are drawn from
 * @param count how many, on each database
 * @param agents how many agents at once
 * @param only these faults alone, to look into one; none for all
 * @param databases on which databases
 */
record Settings(long seed, int count, int agents, Set<Fault> only, List<Database.Product> databases) {

	/** From the system properties {@code faults.*}. */
	static Settings of(long seed, int count, int agents) {
		return new Settings(Long.getLong("faults.seed", seed), Integer.getInteger("faults.count", count),
				Integer.getInteger("faults.agents", agents), faults(System.getProperty("faults.only", "")),
				databases(System.getProperty("faults.databases", "")));
	}

	private static Set<Fault> faults(String names) {
		Set<Fault> faults = EnumSet.noneOf(Fault.class);
		Arrays.stream(names.split(","))
			.filter((name) -> !name.isBlank())
			.forEach((name) -> faults.addAll(Fault.named(name)));
		return faults;
	}

	private static List<Database.Product> databases(String names) {
		return names.isBlank() ? List.of(Database.Product.values())
				: Arrays.stream(names.split(",")).map(Database.Product::valueOf).toList();
	}

	Schedule schedule(Database.Product database) {
		Set<Fault> possible = Fault.of(database);
		if (!this.only.isEmpty()) {
			possible.retainAll(this.only);
		}
		return Schedule.of(this.seed, this.count, possible);
	}

}
