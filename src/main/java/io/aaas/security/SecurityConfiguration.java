package io.aaas.security;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * Which paths are open, and that all others need a key. Keys come in headers only, never
 * by themselves as cookies do, so there is no CSRF token.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	private static final String[] OPEN = { "/", "/health", "/actuator/health/liveness", "/actuator/health/readiness" };

	private static final String[] DOCS = { "/swagger-ui.html", "/swagger-ui/**", "/v3/api-docs", "/v3/api-docs/**",
			"/v3/api-docs.yaml" };

	private static final String[] WATCHED = { "/actuator/health", "/actuator/health/liveness",
			"/actuator/health/readiness", "/actuator/info", "/actuator/prometheus" };

	@Bean
	ListenAddress listenAddress(ServerProperties server) {
		return new ListenAddress(server.getAddress());
	}

	@Bean
	ApiDocs apiDocs(SecurityProperties properties, ListenAddress address) {
		return ApiDocs.of(properties.apiDocs(), address.isLoopback());
	}

	@Bean
	AdminKey adminKey(SecurityProperties properties, @Value("${aaas.store.data-directory}") Path dataDirectory) {
		return AdminKey.of(properties.apiKey(), new AdminKeyFile(dataDirectory));
	}

	/**
	 * What the management port serves. Whoever reaches it by name is no web page: it is
	 * not for them, unless it is on loopback.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	SecurityFilterChain managementFilterChain(HttpSecurity http, ManagementPort port, ListenAddress address) {
		return http.securityMatcher(port::received)
			.addFilterAfter(new HostFilter(List.of(), address.isLoopback()), HeaderWriterFilter.class)
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.authorizeHttpRequests((requests) -> requests
				.dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.INCLUDE)
				.permitAll()
				.requestMatchers(HttpMethod.GET, WATCHED)
				.permitAll()
				.anyRequest()
				.access((caller, context) -> onlyWatched()))
			.build();
	}

	@Bean
	SecurityFilterChain securityFilterChain(HttpSecurity http, SecurityProperties properties, ListenAddress address,
			AdminKey key, WebSocketTickets tickets, ApiDocs docs, SecurityProblems problems) {
		return http
			.addFilterAfter(new HostFilter(properties.allowedHosts(), address.isLoopback()), HeaderWriterFilter.class)
			.addFilterAfter(new OriginFilter(properties.allowedOrigins()), HostFilter.class)
			.addFilterBefore(new ApiKeyAuthenticationFilter(key, tickets), AnonymousAuthenticationFilter.class)
			.cors((cors) -> cors.configurationSource(corsOf(properties.allowedOrigins())))
			.headers((headers) -> headers
				.contentSecurityPolicy((csp) -> csp.policyDirectives("frame-ancestors 'none'; base-uri 'none'")))
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.csrf(AbstractHttpConfigurer::disable)
			.formLogin(AbstractHttpConfigurer::disable)
			.httpBasic(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.exceptionHandling((refused) -> refused.authenticationEntryPoint(problems).accessDeniedHandler(problems))
			.authorizeHttpRequests((requests) -> requests.// INCLUDE is Tomcat's way to
															// the error page once the
															// reply has begun.
				dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.INCLUDE)
				.permitAll()
				.requestMatchers(OPEN)
				.permitAll()
				.requestMatchers("/actuator/health")
				.hasAuthority(Caller.ADMIN)
				.requestMatchers(DOCS)
				.access((caller, context) -> openDocs(docs))
				// Deeper down, Boot answers with an empty 404.
				.requestMatchers("/actuator/health/**")
				.denyAll()
				.requestMatchers("/actuator/**")
				.hasAuthority(Caller.ADMIN)
				.requestMatchers("/api/v1/**")
				.authenticated()
				.anyRequest()
				.denyAll())
			.build();
	}

	private static AuthorizationDecision onlyWatched() {
		throw new ProblemException(ProblemType.NOT_FOUND, "MANAGEMENT_PORT has health and metrics only.");
	}

	private static AuthorizationDecision openDocs(ApiDocs docs) {
		if (!docs.open()) {
			throw new ProblemException(ProblemType.NOT_FOUND, "The API's documentation is off; see API_DOCS.");
		}
		return new AuthorizationDecision(true);
	}

	/**
	 * No configuration at all for other origins: their browsers keep the reply from them.
	 */
	private static CorsConfigurationSource corsOf(List<String> allowedOrigins) {
		CorsConfiguration allowed = new CorsConfiguration();
		allowed.setAllowedOrigins(allowedOrigins);
		allowed.addAllowedMethod(CorsConfiguration.ALL);
		allowed.addAllowedHeader(CorsConfiguration.ALL);
		allowed.setExposedHeaders(List.of("X-Request-Id", HttpHeaders.LOCATION, HttpHeaders.RETRY_AFTER));
		return (request) -> {
			String origin = request.getHeader(HttpHeaders.ORIGIN);
			return (origin != null && allowedOrigins.contains(origin.toLowerCase(Locale.ROOT))) ? allowed : null;
		};
	}

}
