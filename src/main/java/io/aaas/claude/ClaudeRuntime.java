package io.aaas.claude;

import java.time.Clock;
import java.time.Duration;

/**
 * What all processes share.
 *
 * @param threads the platform threads
 * @param watcher notices their output
 * @param table the machine's processes
 * @param clock tells when something happened
 * @param stopTimeout how long a stop may take
 */
record ClaudeRuntime(ClaudeThreads threads, SpoolWatcher watcher, ProcessTable table, Clock clock,
		Duration stopTimeout) {
}
