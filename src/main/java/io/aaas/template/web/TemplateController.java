package io.aaas.template.web;

import java.util.List;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.template.AgentTemplate;
import io.aaas.template.Integration;
import io.aaas.template.IntegrationCatalog;
import io.aaas.template.TemplateCatalog;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an agent's configuration can name: templates and integrations.
 */
@RestController
@RequestMapping("/api/v1")
class TemplateController {

	private final TemplateCatalog templates;

	private final IntegrationCatalog integrations;

	TemplateController(TemplateCatalog templates, IntegrationCatalog integrations) {
		this.templates = templates;
		this.integrations = integrations;
	}

	@GetMapping("/templates")
	Shipped<AgentTemplate> templates() {
		return new Shipped<>(this.templates.all(), false, null);
	}

	@GetMapping("/templates/{name}")
	AgentTemplate template(@PathVariable String name) {
		return this.templates.find(name)
			.orElseThrow(() -> new ProblemException(ProblemType.TEMPLATE_NOT_FOUND, "There is no template " + name));
	}

	@GetMapping("/integrations")
	Shipped<Integration> integrations() {
		return new Shipped<>(this.integrations.all(), false, null);
	}

	/**
	 * A list that is never long enough for a second page.
	 */
	record Shipped<T>(List<T> data, boolean hasMore, @Nullable String nextCursor) {
	}

}
