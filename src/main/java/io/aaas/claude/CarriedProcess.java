package io.aaas.claude;

/**
 * A live process that carries an agent's cookie in its environment.
 *
 * @param identity which process
 * @param launch the number of the agent's launch it belongs to
 */
public record CarriedProcess(ProcessIdentity identity, int launch) {
}
