package io.aaas.openapi;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.aaas.TempDataDirectory;
import io.aaas.TestHttp;
import io.aaas.problem.ProblemType;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The OpenAPI document as the service tells it. With {@code -Dopenapi.write} it is
 * written to {@code docs/openapi.yaml}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TempDataDirectory.class)
class OpenApiDocumentTests {

	private static final Path FILE = Path.of("docs/openapi.yaml");

	private final TestHttp http;

	private final JsonNode api;

	OpenApiDocumentTests(@LocalServerPort int port) throws Exception {
		this.http = new TestHttp(port);
		this.api = JsonMapper.shared().readTree(get("/v3/api-docs"));
	}

	@Test
	void committedDocumentIsWhatTheServiceTells() throws Exception {
		String told = get("/v3/api-docs.yaml");
		if (System.getProperty("openapi.write") != null) {
			Files.writeString(FILE, told);
		}
		assertThat(Files.readString(FILE))
			.as("docs/openapi.yaml; ./mvnw test -Dtest=OpenApiDocumentTests " + "-Dopenapi.write writes it")
			.isEqualTo(told);
	}

	@Test
	void everyProblemIsDocumentedWhereItCanBeMet() {
		Set<String> documented = new TreeSet<>();
		for (JsonNode operation : operations()) {
			operation.path("responses")
				.forEach((response) -> documented
					.addAll(response.at("/content/application~1problem+json/examples").propertyNames()));
		}
		Set<String> known = new TreeSet<>();
		for (ProblemType type : ProblemType.values()) {
			if (!ProblemResponses.OUTSIDE.contains(type)) {
				known.add(type.code());
			}
		}
		assertThat(documented).isEqualTo(known);
	}

	@Test
	void everyOperationIsDescribed() {
		assertThat(operations()).hasSizeGreaterThan(15);
		for (JsonNode operation : operations()) {
			String id = operation.path("operationId").asString("");
			assertThat(id).matches("[a-z][A-Za-z]+");
			assertThat(operation.path("summary").asString("")).as(id).isNotBlank();
			assertThat(operation.path("description").asString("")).as(id).isNotBlank();
			assertThat(operation.path("tags")).as(id).hasSize(1);
			operation.path("parameters")
				.forEach((parameter) -> assertThat(parameter.path("description").asString("")).as(id + " " + parameter)
					.isNotBlank());
			JsonNode success = operation.path("responses")
				.propertyStream()
				.filter((response) -> response.getKey().startsWith("2"))
				.findFirst()
				.orElseThrow()
				.getValue();
			assertThat(success.path("description").asString("")).as(id).isNotBlank().isNotEqualTo("OK");
			assertThat(success.path("headers").has("X-Request-Id")).as(id).isTrue();
		}
	}

	@Test
	void everySchemaHasShapeAndDescription() {
		JsonNode schemas = this.api.at("/components/schemas");
		assertThat(schemas.propertyNames()).contains("Agent", "AgentConfig", "Message", "Event", "Problem")
			.doesNotContain("JsonNode", "ObjectNode", "StreamingResponseBody");
		schemas.propertyStream().forEach((schema) -> {
			assertThat(schema.getValue().path("description").asString("")).as(schema.getKey()).isNotBlank();
			schema.getValue()
				.path("properties")
				.propertyStream()
				.filter((property) -> schema.getKey().matches("Agent.*|Message|Event|Approval|Usage|Failure|Page.*"))
				.forEach((property) -> assertThat(property.getValue().path("description").asString(""))
					.as(schema.getKey() + "." + property.getKey())
					.isNotBlank());
		});
	}

	@Test
	void nullIsToldByTheTypeAndEveryPartOfAReplyIsRequired() {
		JsonNode message = this.api.at("/components/schemas/Message");
		assertThat(message.at("/properties/response/type").toString()).isEqualTo("[\"string\",\"null\"]");
		assertThat(message.at("/properties/id/type").toString()).isEqualTo("\"string\"");
		assertThat(message.at("/properties/error/oneOf/1/type").asString()).isEqualTo("null");
		assertThat(message.path("required")).hasSameSizeAs(message.path("properties").propertyNames());
		assertThat(this.api.at("/components/schemas/MessageRequest/required").toString()).isEqualTo("[\"message\"]");
		assertThat(this.api.at("/components/schemas/AgentPatchRequest/properties/labels/additionalProperties/type"))
			.hasToString("[\"string\",\"null\"]");
		assertThat(this.api.at("/components/schemas/AgentRequest").has("required")).isFalse();
	}

	/** Generators take a part with a default for one that is always there. */
	@Test
	void nothingOptionalHasADefault() {
		for (JsonNode schema : this.api.at("/components/schemas")) {
			schema.path("properties").forEach((property) -> assertThat(property.has("default")).isFalse());
		}
	}

	@Test
	void parametersOfOneTypeKeepTheirOwnShape() {
		JsonNode parameters = this.api.at("/paths/~1api~1v1~1agents/get/parameters");
		assertThat(parameters.valueStream().filter((one) -> one.at("/schema/format").asString("").equals("uuid")))
			.extracting((one) -> one.path("name").asString())
			.containsExactly("cursor");
		assertThat(parameters.valueStream().filter((one) -> one.at("/schema/maximum").asInt(0) == 1000))
			.extracting((one) -> one.path("name").asString())
			.containsExactly("limit");
	}

	@Test
	void nothingOfJavaShows() throws IOException {
		assertThat(this.api.toString()).doesNotContain("{@", "<code>", "/error\"", "Controller", "_1\"", "\"*/*\"");
	}

	private List<JsonNode> operations() {
		List<JsonNode> operations = new ArrayList<>();
		this.api.path("paths").forEach((path) -> path.forEach(operations::add));
		return operations;
	}

	private String get(String path) throws Exception {
		return this.http.sendBare("GET", path, BodyPublishers.noBody()).body();
	}

}
