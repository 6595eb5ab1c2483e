package io.aaas.template.web;

import java.util.List;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.problem.Problems;
import io.aaas.template.AgentTemplate;
import io.aaas.template.Integration;
import io.aaas.template.IntegrationCatalog;
import io.aaas.template.TemplateCatalog;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What an agent's configuration can name: templates and integrations.
 */
@RestController
@Tag(name = "Templates")
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
class TemplateController {

	private final TemplateCatalog templates;

	private final IntegrationCatalog integrations;

	TemplateController(TemplateCatalog templates, IntegrationCatalog integrations) {
		this.templates = templates;
		this.integrations = integrations;
	}

	/**
	 * List the templates. They are those that an agent's `template` can name.
	 * @return all templates, in one page
	 */
	@GetMapping("/templates")
	TemplatePage listTemplates() {
		return new TemplatePage(this.templates.all(), false, null);
	}

	/**
	 * Get a template. Its `config` is what an agent's configuration is laid over.
	 * @param name its name, such as {@code general}
	 * @return the template
	 */
	@GetMapping("/templates/{name}")
	@Problems({ ProblemType.TEMPLATE_NOT_FOUND })
	AgentTemplate getTemplate(@PathVariable String name) {
		return this.templates.find(name)
			.orElseThrow(() -> new ProblemException(ProblemType.TEMPLATE_NOT_FOUND, "There is no template " + name));
	}

	/**
	 * List the integrations. They are those that an agent's `integrations` can name.
	 * @return all integrations, in one page
	 */
	@GetMapping("/integrations")
	IntegrationPage listIntegrations() {
		return new IntegrationPage(this.integrations.all(), false, null);
	}

	/**
	 * All templates; there is never a second page.
	 *
	 * @param data the templates
	 * @param hasMore whether there are more behind them: never
	 * @param nextCursor where those would begin
	 */
	@Schema(name = "PageTemplate")
	record TemplatePage(List<AgentTemplate> data, boolean hasMore, @Nullable String nextCursor) {
	}

	/**
	 * All integrations; there is never a second page.
	 *
	 * @param data the integrations
	 * @param hasMore whether there are more behind them: never
	 * @param nextCursor where those would begin
	 */
	@Schema(name = "PageIntegration")
	record IntegrationPage(List<Integration> data, boolean hasMore, @Nullable String nextCursor) {
	}

}
