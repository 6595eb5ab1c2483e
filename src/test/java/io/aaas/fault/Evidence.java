package io.aaas.fault;

import java.util.List;
import java.util.Map;

/**
 * All that is known of a run when it is over and quiet, from every side.
 *
 * @param sent what clients have sent and were answered
 * @param seen the events that readers have seen, by agent
 * @param stored what the database holds
 * @param executions what the CLI has executed
 */
record Evidence(List<Sent> sent, Map<String, List<Stored.StoredEvent>> seen, Stored stored,
		List<Execution> executions) {
}
