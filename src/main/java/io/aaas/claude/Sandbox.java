package io.aaas.claude;

/**
 * What stands between the CLI with its tools and the machine.
 *
 * @param name {@code bubblewrap} or {@code none}
 * @param reason why it is this one, for people
 * @param confines whether it confines them: other agents' files are out of sight, and
 * nothing outlives a stop
 */
public record Sandbox(String name, String reason, boolean confines) {
}
