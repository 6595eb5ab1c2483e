package io.aaas.template;

import java.util.List;

import tools.jackson.databind.node.ObjectNode;

/**
 * A named preset of an MCP server, which gives an agent more tools.
 *
 * @param name how an agent's configuration names it, and the server's own name: its tools
 * are {@code mcp__<name>__...}
 * @param description what it is for, in one sentence
 * @param requires what has to be there on the machine the agent runs on
 * @param server how it is started, in the form of a member of {@code mcp_servers}
 */
public record Integration(String name, String description, List<String> requires, ObjectNode server) {
}
