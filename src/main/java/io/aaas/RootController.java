package io.aaas;

import java.util.LinkedHashMap;
import java.util.Map;

import io.aaas.model.ModelBackend;
import io.aaas.model.ModelGateway;
import io.aaas.security.ApiDocs;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says what this is and where to go on from here.
 */
@RestController
@Tag(name = "Service")
class RootController {

	private final ApiDocs docs;

	private final ModelGateway model;

	RootController(ApiDocs docs, ModelGateway model) {
		this.docs = docs;
		this.model = model;
	}

	/**
	 * What this is. Needs no key.
	 * @return name, version and where to go on from here
	 */
	@GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
	@SecurityRequirements
	Root root() {
		Map<String, String> links = new LinkedHashMap<>();
		links.put("api", "/api/v1");
		links.put("health", "/health");
		if (this.docs.open()) {
			links.put("docs", "/swagger-ui.html");
			links.put("openapi", "/v3/api-docs");
		}
		return new Root("Agent as a Service", version(), this.model.backend(), this.model.reason(), links);
	}

	private static String version() {
		String version = AaasApplication.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "development";
	}

	/**
	 * The service in short.
	 *
	 * @param name the service's name
	 * @param version its version
	 * @param modelBackend who answers the agents' calls: the real Messages API, or the
	 * offline stand-in
	 * @param modelReason why it is that one
	 * @param links where to go on from here, by name
	 */
	record Root(String name, String version, ModelBackend modelBackend, String modelReason, Map<String, String> links) {
	}

}
