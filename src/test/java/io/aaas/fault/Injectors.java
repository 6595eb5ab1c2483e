package io.aaas.fault;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who knows how to inject which fault.
 */
final class Injectors {

	private static final Map<Fault, Consumer<Scene>> LOCAL = merged(List.of(ProcessFaults.FAULTS, TurnFaults.FAULTS,
			OutputFaults.FAULTS, ClientFaults.FAULTS, RequestFaults.FAULTS));

	private static final Map<Fault, Consumer<Storm>> GLOBAL = merged(List.of(ServiceFaults.FAULTS, StoreFaults.FAULTS));

	private Injectors() {
	}

	/** Of a fault that hits one agent. */
	static Consumer<Scene> local(Fault fault) {
		return known(LOCAL, fault);
	}

	/** Of a fault that hits everybody. */
	static Consumer<Storm> global(Fault fault) {
		return known(GLOBAL, fault);
	}

	private static <T> T known(Map<Fault, T> injectors, Fault fault) {
		T injector = injectors.get(fault);
		if (injector == null) {
			throw new IllegalStateException("Nobody knows how to inject " + fault);
		}
		return injector;
	}

	private static <T> Map<Fault, T> merged(List<Map<Fault, T>> parts) {
		Map<Fault, T> all = new EnumMap<>(Fault.class);
		parts.forEach(all::putAll);
		return all;
	}

}
