package io.aaas.agent;

import java.util.List;

import io.aaas.claude.ControlRequest;

/**
 * How a changed configuration reaches a process that runs.
 *
 * @param liveRequests what it is told
 * @param needsNewProcess whether the rest can only be had with a new one
 */
record ConfigUpdate(List<ControlRequest> liveRequests, boolean needsNewProcess) {
}
