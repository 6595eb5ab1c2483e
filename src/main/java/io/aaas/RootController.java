package io.aaas;

import java.util.LinkedHashMap;
import java.util.Map;

import io.aaas.security.ApiDocs;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says what this is and where to go on from here.
 */
@RestController
class RootController {

	private final ApiDocs docs;

	RootController(ApiDocs docs) {
		this.docs = docs;
	}

	@GetMapping("/")
	Root root() {
		Map<String, String> links = new LinkedHashMap<>();
		links.put("api", "/api/v1");
		links.put("health", "/health");
		if (this.docs.open()) {
			links.put("docs", "/swagger-ui.html");
			links.put("openapi", "/v3/api-docs");
		}
		return new Root("Agent as a Service", version(), links);
	}

	private static String version() {
		String version = AaasApplication.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "development";
	}

	record Root(String name, String version, Map<String, String> links) {
	}

}
