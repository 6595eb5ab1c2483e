package io.aaas.fault;

/**
 * A promise that was not kept.
 *
 * @param invariant which one
 * @param detail what was seen
 */
record Violation(Invariant invariant, String detail) {
}
