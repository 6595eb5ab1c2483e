package io.aaas.fault;

/**
 * One fault of a schedule.
 *
 * @param number its place in the schedule, from 1
 * @param fault what is made to fail
 * @param seed what its details are drawn from
 */
record Injection(int number, Fault fault, long seed) {
}
