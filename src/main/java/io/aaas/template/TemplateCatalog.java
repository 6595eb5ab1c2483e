package io.aaas.template;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * The templates agents can be made from: those that are shipped with the service.
 */
@Component
public final class TemplateCatalog {

	/** The template of an agent that names none. */
	public static final String DEFAULT = "general";

	private final Map<String, AgentTemplate> shipped = new TreeMap<>();

	TemplateCatalog(JsonMapper json) {
		try {
			for (Resource resource : new PathMatchingResourcePatternResolver()
				.getResources("classpath:agent-templates/*.json")) {
				try (InputStream document = resource.getInputStream()) {
					AgentTemplate template = json.readValue(document, AgentTemplate.class);
					this.shipped.put(template.name(), template);
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Find a template.
	 * @param name its name
	 * @return the template
	 * @throws ProblemException {@code unknown_template}, with the names there are
	 */
	public AgentTemplate get(String name) {
		AgentTemplate template = this.shipped.get(name);
		if (template == null) {
			throw new ProblemException(ProblemType.UNKNOWN_TEMPLATE,
					"There is no template '" + name + "'; known: " + String.join(", ", this.shipped.keySet()))
				.with("field", "config.template")
				.with("known_templates", this.shipped.keySet());
		}
		return template;
	}

}
