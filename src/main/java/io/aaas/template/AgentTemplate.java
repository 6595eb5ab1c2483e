package io.aaas.template;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A named preset of agent configuration.
 *
 * @param name how an agent's configuration names it
 * @param version which state of it, from 1
 * @param description what it is for, in one sentence
 * @param config the preset, in the form of an agent's configuration
 * @param sandbox how its agents are confined, whatever {@code SANDBOX} says:
 * {@code bubblewrap} or {@code none}; absent, as that says
 */
public record AgentTemplate(String name, int version, String description, ObjectNode config, @Nullable String sandbox) {

	public AgentTemplate {
		if (sandbox != null && !sandbox.equals("bubblewrap") && !sandbox.equals("none")) {
			throw new IllegalArgumentException("The sandbox of template " + name + " must be bubblewrap or none");
		}
	}

	/**
	 * The name with the version.
	 * @return such as {@code general@1}
	 */
	public String reference() {
		return this.name + "@" + this.version;
	}

}
