package io.aaas.template;

import tools.jackson.databind.node.ObjectNode;

/**
 * A named preset of agent configuration.
 *
 * @param name how an agent's configuration names it
 * @param version which state of it, from 1
 * @param description what it is for, in one sentence
 * @param config the preset, in the form of an agent's configuration
 */
public record AgentTemplate(String name, int version, String description, ObjectNode config) {

	/**
	 * The name with the version.
	 * @return such as {@code general@1}
	 */
	public String reference() {
		return this.name + "@" + this.version;
	}

}
