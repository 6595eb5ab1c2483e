package io.aaas.event;

import org.jspecify.annotations.Nullable;

/**
 * What a subscription reads.
 */
interface Source {

	/** What is stored behind a number. */
	Backlog backlog(long after, int mostBytes);

	/** Whether it is to be handed out. */
	boolean includes(Published item);

	/** Why nothing follows an event, if nothing does. */
	EventSubscription.@Nullable End endsWith(Event event);

	/** The same of one message only. */
	Source ofMessage(String messageId);

	/** Whether it goes on while the service drains. */
	boolean outlastsDraining();

}
