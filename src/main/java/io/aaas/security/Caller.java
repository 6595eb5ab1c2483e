package io.aaas.security;

import java.util.Set;

/**
 * Who sent the request: the principal of every authenticated request.
 *
 * @param keyId the id of the API key, which is no secret
 * @param tenantId whose agents the key may see
 * @param scopes what the key may do
 */
public record Caller(String keyId, String tenantId, Set<String> scopes) {

	/** May do everything. */
	public static final String ADMIN = "admin";

	public Caller {
		scopes = Set.copyOf(scopes);
	}

}
