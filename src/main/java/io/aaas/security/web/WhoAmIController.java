package io.aaas.security.web;

import java.util.Set;
import java.util.TreeSet;

import io.aaas.security.Caller;

import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells a caller what the service knows of the key it uses.
 */
@RestController
class WhoAmIController {

	@GetMapping("/api/v1/whoami")
	WhoAmI whoAmI(@AuthenticationPrincipal Caller caller) {
		return new WhoAmI(caller.keyId(), caller.tenantId(), new TreeSet<>(caller.scopes()));
	}

	record WhoAmI(String keyId, String tenant, Set<String> scopes) {
	}

}
