package io.aaas.security;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import io.aaas.problem.StartupException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call the service.
 *
 * @param apiKey the admin key; empty: one is made at the first start
 * @param apiDocs whether Swagger UI and the OpenAPI document are served; auto: only if
 * the service listens on a loopback address
 * @param allowedOrigins origins of web pages that may call the API from a browser
 * @param allowedHosts host names the service answers to, besides localhost; empty: any,
 * unless it listens on a loopback address
 * @param managementPort a second port, for health and metrics without a key; absent: none
 */
@ConfigurationProperties("aaas.security")
record SecurityProperties(@DefaultValue("") String apiKey, @DefaultValue("auto") ApiDocs.Setting apiDocs,
		@DefaultValue List<String> allowedOrigins, @DefaultValue List<String> allowedHosts,
		@Nullable Integer managementPort) {

	SecurityProperties {
		allowedOrigins = allowedOrigins.stream().map(SecurityProperties::origin).toList();
		allowedHosts = allowedHosts.stream().map((host) -> host.strip().toLowerCase(Locale.ROOT)).toList();
	}

	private static String origin(String text) {
		try {
			URI uri = URI.create(text.strip().replaceFirst("/$", "").toLowerCase(Locale.ROOT));
			if (uri.getScheme() != null && uri.getHost() != null && uri.getRawPath().isEmpty()
					&& uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null) {
				return uri.toString();
			}
		}
		catch (IllegalArgumentException ex) {
			// Answered below.
		}
		throw new StartupException("ALLOWED_ORIGINS has \"" + text
				+ "\", but takes origins such as https://app.example.com, separated by commas.");
	}

	@Override
	public String toString() {
		return "SecurityProperties[apiDocs=%s, allowedOrigins=%s, allowedHosts=%s, managementPort=%s]"
			.formatted(this.apiDocs, this.allowedOrigins, this.allowedHosts, this.managementPort);
	}

}
