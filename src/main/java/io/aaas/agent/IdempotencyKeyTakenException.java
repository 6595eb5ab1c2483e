package io.aaas.agent;

/**
 * Another request has got the key since this one looked for it: nothing was written.
 */
class IdempotencyKeyTakenException extends RuntimeException {

	IdempotencyKeyTakenException(IdempotencyKey key) {
		super("The idempotency key of " + key.operation() + " is taken");
	}

}
