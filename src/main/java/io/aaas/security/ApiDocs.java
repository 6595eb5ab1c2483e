package io.aaas.security;

/**
 * Whether the API's documentation is served, to anyone who can reach the service.
 *
 * @param open whether it is
 */
public record ApiDocs(boolean open) {

	enum Setting {

		AUTO, ON, OFF

	}

	static ApiDocs of(Setting setting, boolean loopback) {
		return new ApiDocs(setting == Setting.ON || (setting == Setting.AUTO && loopback));
	}

}
