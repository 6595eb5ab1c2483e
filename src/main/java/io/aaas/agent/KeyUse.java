package io.aaas.agent;

/**
 * A request that a change answers.
 *
 * @param key its key
 * @param resourceId what it made or changed
 * @param exclusive whether nothing may be changed unless the key is free
 */
record KeyUse(IdempotencyKey key, String resourceId, boolean exclusive) {
}
