package io.aaas.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * The templates agents can be made from: those that are shipped with the service.
 */
@Component
public final class TemplateCatalog {

	/** The template of an agent that names none. */
	public static final String DEFAULT = "general";

	private final Map<String, AgentTemplate> shipped;

	TemplateCatalog(JsonMapper json) {
		this.shipped = ShippedPresets.read(json, "agent-templates", AgentTemplate.class, AgentTemplate::name);
	}

	/**
	 * All templates, by name.
	 * @return an unmodifiable list
	 */
	public List<AgentTemplate> all() {
		return List.copyOf(this.shipped.values());
	}

	/**
	 * Find a template.
	 * @param name its name
	 * @return the template, if there is one
	 */
	public Optional<AgentTemplate> find(String name) {
		return Optional.ofNullable(this.shipped.get(name));
	}

	/**
	 * Find a template that a request names.
	 * @param name its name
	 * @return the template
	 * @throws ProblemException {@code unknown_template}, with the names there are
	 */
	public AgentTemplate get(String name) {
		return find(name).orElseThrow(() -> new ProblemException(ProblemType.UNKNOWN_TEMPLATE,
				"There is no template '" + name + "'; known: " + String.join(", ", this.shipped.keySet()))
			.with("field", "config.template")
			.with("known_templates", this.shipped.keySet()));
	}

}
