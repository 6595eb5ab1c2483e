package io.aaas.model;

/**
 * One start of an agent's CLI.
 *
 * @param agentId the agent
 * @param number counts the agent's launches
 */
record Launch(String agentId, int number) {

}
