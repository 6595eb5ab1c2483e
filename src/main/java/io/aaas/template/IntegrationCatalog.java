package io.aaas.template;

import java.util.List;
import java.util.Map;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.stereotype.Component;

/**
 * The integrations agents can be given: those that are shipped with the service.
 */
@Component
public final class IntegrationCatalog {

	private final Map<String, Integration> shipped;

	IntegrationCatalog(JsonMapper json) {
		this.shipped = ShippedPresets.read(json, "agent-integrations", Integration.class, Integration::name);
	}

	/**
	 * All integrations, by name.
	 * @return an unmodifiable list
	 */
	public List<Integration> all() {
		return List.copyOf(this.shipped.values());
	}

	/**
	 * Find an integration that a request names.
	 * @param name its name
	 * @param field where the request names it
	 * @return the integration
	 * @throws ProblemException {@code unknown_integration}, with the names there are
	 */
	public Integration get(String name, String field) {
		Integration integration = this.shipped.get(name);
		if (integration == null) {
			throw new ProblemException(ProblemType.UNKNOWN_INTEGRATION,
					"There is no integration '" + name + "'; known: " + String.join(", ", this.shipped.keySet()))
				.with("field", field)
				.with("known_integrations", this.shipped.keySet());
		}
		return integration;
	}

}
