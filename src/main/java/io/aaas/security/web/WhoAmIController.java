package io.aaas.security.web;

import java.util.Set;
import java.util.TreeSet;

import io.aaas.security.Caller;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells a caller what the service knows of the key it uses.
 */
@RestController
@Tag(name = "Service")
class WhoAmIController {

	/**
	 * Who the key belongs to.
	 * @return what the service knows of the key in use
	 */
	@GetMapping(path = "/api/v1/whoami", produces = MediaType.APPLICATION_JSON_VALUE)
	WhoAmI whoAmI(@AuthenticationPrincipal Caller caller) {
		return new WhoAmI(caller.keyId(), caller.tenantId(), new TreeSet<>(caller.scopes()));
	}

	/**
	 * The caller.
	 *
	 * @param keyId the key's id, which is no secret
	 * @param tenant whose agents the key may see
	 * @param scopes what the key may do
	 */
	record WhoAmI(String keyId, String tenant, Set<String> scopes) {
	}

}
