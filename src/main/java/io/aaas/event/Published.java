package io.aaas.event;

/**
 * What those who follow an agent are told.
 */
public sealed interface Published permits Event, Delta {

	/**
	 * The agent.
	 * @return its id
	 */
	String agentId();

}
