package io.aaas.fault;

import java.util.List;

/**
 * What a run takes place in.
 *
 * @param service the service under test
 * @param database where it keeps its data
 * @param client who asks it
 * @param ledger what was asked and answered
 * @param violations what was found
 * @param weather whether something hits everybody at the moment
 * @param figures what was measured
 */
record World(TestedService service, Database database, Client client, Ledger ledger, Violations violations,
		Weather weather, Figures figures) {

	List<Execution> executions() {
		return Execution.read(service().executions());
	}

	List<LiveProcess> processes() {
		return LiveProcess.of(service().data());
	}

}
