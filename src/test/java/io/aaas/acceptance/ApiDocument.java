package io.aaas.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * {@code docs/openapi.yaml}, as a program reads it.
 */
final class ApiDocument {

	private static final String IRI = "https://aaas.test/openapi.json";

	private final JsonNode root;

	private final SchemaRegistry schemas;

	private final List<Operation> operations = new ArrayList<>();

	private ApiDocument(JsonNode root) {
		this.root = root;
		this.schemas = SchemaRegistry.withDefaultDialect(Dialects.getOpenApi31(),
				(registry) -> registry.schemas(Map.of(IRI, root.toString()))
					.schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
		root.path("paths")
			.propertyStream()
			.forEach((path) -> path.getValue()
				.propertyStream()
				.forEach((method) -> this.operations
					.add(new Operation(path.getKey(), method.getKey(), method.getValue()))));
	}

	static ApiDocument read() throws IOException {
		return new ApiDocument(new YAMLMapper().readTree(Files.readString(Path.of("docs/openapi.yaml"))));
	}

	List<Operation> operations() {
		return this.operations;
	}

	@Nullable Operation operation(String path, String method) {
		return this.operations.stream()
			.filter((operation) -> operation.path().equals(path)
					&& operation.method().toUpperCase(Locale.ROOT).equals(method))
			.findFirst()
			.orElse(null);
	}

	List<String> properties(String schema) {
		return List.copyOf(this.root.at("/components/schemas/" + schema + "/properties").propertyNames());
	}

	/** What stands behind a {@code $ref}, or the node itself. */
	JsonNode resolve(JsonNode node) {
		JsonNode reference = node.path("$ref");
		return reference.isString() ? resolve(this.root.at(reference.stringValue().substring(1))) : node;
	}

	/**
	 * What a document has against a schema.
	 * @param pointer where the schema is, as a JSON pointer
	 */
	List<String> violations(String pointer, JsonNode document) {
		return this.schemas.getSchema(SchemaLocation.of(IRI + "#" + pointer))
			.validate(document)
			.stream()
			.map(Error::toString)
			.toList();
	}

	/**
	 * A method of a path.
	 */
	record Operation(String path, String method, JsonNode description) {

		String id() {
			return this.description.get("operationId").stringValue();
		}

		boolean isOpen() {
			return this.description.has("security") && this.description.get("security").isEmpty();
		}

		boolean hasBody() {
			return this.description.has("requestBody");
		}

		Set<String> bodyTypes() {
			return new TreeSet<>(this.description.at("/requestBody/content").propertyNames());
		}

		List<JsonNode> parameters(String in) {
			return this.description.path("parameters")
				.valueStream()
				.filter((parameter) -> parameter.path("in").asString().equals(in))
				.toList();
		}

		JsonNode response(int status) {
			return this.description.path("responses").path(Integer.toString(status));
		}

		/** The errors that are documented for a status. */
		Set<String> codes(int status) {
			return new TreeSet<>(response(status).at("/content/application~1problem+json/examples").propertyNames());
		}

		/** Where the schema of a reply is. */
		String replySchema(int status, String type) {
			return pointer() + "/responses/" + status + "/content/" + escaped(type) + "/schema";
		}

		String bodySchema() {
			return pointer() + "/requestBody/content/" + escaped("application/json") + "/schema";
		}

		/** Where the schema of the parameter at this place is. */
		String parameterSchema(JsonNode parameter) {
			List<JsonNode> all = this.description.path("parameters").valueStream().toList();
			return pointer() + "/parameters/" + all.indexOf(parameter) + "/schema";
		}

		private String pointer() {
			return "/paths/" + escaped(this.path) + "/" + this.method;
		}

		private static String escaped(String step) {
			return step.replace("~", "~0").replace("/", "~1");
		}

		@Override
		public String toString() {
			return this.method + " " + this.path;
		}

	}

}
