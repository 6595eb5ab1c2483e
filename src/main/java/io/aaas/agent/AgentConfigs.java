package io.aaas.agent;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import io.aaas.claude.ClaudeOptions;
import io.aaas.claude.SandboxChoice;
import io.aaas.problem.JsonProblems;
import io.aaas.problem.ProblemException;
import io.aaas.template.AgentTemplate;
import io.aaas.template.IntegrationCatalog;
import io.aaas.template.TemplateCatalog;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.stereotype.Component;

/**
 * Configurations as documents: laid over templates, patched, checked, and shown without
 * their secrets.
 */
@Component
class AgentConfigs {

	/** Stands for a value that can be written and not read. */
	static final String SECRET = "[secret]";

	private static final Set<String> IMMUTABLE = Set.of("template", "working_directory");

	private final TemplateCatalog templates;

	private final IntegrationCatalog integrations;

	private final JsonMapper json;

	private final JsonProblems jsonProblems;

	AgentConfigs(TemplateCatalog templates, IntegrationCatalog integrations, JsonMapper json,
			JsonProblems jsonProblems) {
		this.templates = templates;
		this.integrations = integrations;
		this.json = json;
		this.jsonProblems = jsonProblems;
	}

	/** The template that a requested configuration names. */
	AgentTemplate template(@Nullable ObjectNode requested) {
		JsonNode name = (requested != null) ? requested.path("template") : null;
		if (name == null || name.isMissingNode() || name.isNull()) {
			return this.templates.get(TemplateCatalog.DEFAULT);
		}
		if (!name.isString()) {
			throw ProblemException.invalidField("config.template", "must be a string");
		}
		return this.templates.get(name.stringValue());
	}

	/** The template of this name. */
	AgentTemplate templateNamed(String name) {
		return this.templates.get(name);
	}

	/** How an agent of this configuration is confined: its template's business. */
	SandboxChoice sandbox(ObjectNode config) {
		return this.templates.find(config.path("template").asString(""))
			.map(AgentTemplate::sandbox)
			.map((name) -> SandboxChoice.valueOf(name.toUpperCase(Locale.ROOT)))
			.orElse(SandboxChoice.AS_CONFIGURED);
	}

	/** A requested configuration laid over its template, checked. */
	ObjectNode effective(AgentTemplate template, @Nullable ObjectNode requested) {
		ObjectNode config = template.config().deepCopy();
		if (requested != null) {
			merge(config, requested);
		}
		config.put("template", template.name());
		return checked(config);
	}

	/** A configuration with an RFC 7396 merge patch applied, checked. */
	ObjectNode patched(ObjectNode config, ObjectNode patch) {
		for (String field : IMMUTABLE) {
			if (patch.has(field) && !patch.path(field).equals(config.path(field))
					&& !(patch.path(field).isNull() && !config.has(field))) {
				throw ProblemException.invalidField("config." + field, "cannot be changed; create another agent");
			}
		}
		ObjectNode changed = config.deepCopy();
		merge(changed, patch);
		return checked(changed);
	}

	AgentConfig parse(ObjectNode config) {
		ObjectNode document = this.json.createObjectNode();
		document.set("config", config);
		try {
			return this.json.treeToValue(document, Document.class).config();
		}
		catch (JacksonException ex) {
			throw this.jsonProblems.translate(ex);
		}
	}

	/** What the CLI of an agent with this configuration is started with. */
	ClaudeOptions options(ObjectNode config) {
		return parse(config).options(this.integrations);
	}

	private ObjectNode checked(ObjectNode config) {
		rejectNulls("config", config);
		rejectMarkers("config", config);
		options(config);
		return config;
	}

	/** In an object a null removes, and is gone by now; in an array it means nothing. */
	private static void rejectNulls(String path, JsonNode node) {
		if (node.isNull()) {
			throw ProblemException.invalidField(path, "must not be null");
		}
		for (int i = 0; node.isArray() && i < node.size(); i++) {
			rejectNulls(path + "[" + i + "]", node.get(i));
		}
		node.properties().forEach((entry) -> rejectNulls(path + "." + entry.getKey(), entry.getValue()));
	}

	/** A client that sends back what it was shown would overwrite its own secrets. */
	private static void rejectMarkers(String path, JsonNode node) {
		if (node.isString() && SECRET.equals(node.stringValue())) {
			throw ProblemException.invalidField(path, "is the mark of a hidden value; leave it out to keep the value");
		}
		node.properties().forEach((entry) -> rejectMarkers(path + "." + entry.getKey(), entry.getValue()));
	}

	private static void merge(ObjectNode target, ObjectNode patch) {
		patch.properties().forEach((entry) -> {
			JsonNode value = entry.getValue();
			if (value.isNull()) {
				target.remove(entry.getKey());
			}
			else if (value instanceof ObjectNode object) {
				ObjectNode into = (target.get(entry.getKey()) instanceof ObjectNode present) ? present
						: target.putObject(entry.getKey());
				merge(into, object);
			}
			else {
				target.set(entry.getKey(), value);
			}
		});
	}

	/** The configuration as it may be shown. */
	static ObjectNode shown(ObjectNode config) {
		ObjectNode shown = config.deepCopy();
		secretObjects(shown).forEach((values) -> values.propertyNames().forEach((name) -> values.put(name, SECRET)));
		return shown;
	}

	/** The values that can be written and not read. */
	static List<String> secrets(ObjectNode config) {
		return secretObjects(config).flatMap((values) -> values.valueStream())
			.filter(JsonNode::isString)
			.map(JsonNode::stringValue)
			.toList();
	}

	private static Stream<ObjectNode> secretObjects(ObjectNode config) {
		Stream<JsonNode> ofServers = config.path("mcp_servers")
			.valueStream()
			.flatMap((server) -> Stream.of(server.path("env"), server.path("headers")));
		return Stream.concat(Stream.of(config.path("environment")), ofServers)
			.filter(ObjectNode.class::isInstance)
			.map(ObjectNode.class::cast);
	}

	/** Gives the errors of a configuration the path it has in a request. */
	record Document(AgentConfig config) {
	}

}
