package io.aaas.store;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.aaas.problem.StartupException;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.web.util.UriUtils;

/**
 * Where a PostgreSQL database is. Read by hand: {@link java.net.URI} knows no host with
 * an underscore, as Compose makes them, and no list of hosts, and its errors quote the
 * password.
 *
 * @param jdbcUrl the URL for the driver, without a user
 * @param user the user, if the URL names one before the host
 * @param password that user's password
 */
record PostgresUrl(String jdbcUrl, @Nullable String user, @Nullable String password) {

	private static final String JDBC = "jdbc:";

	private static final String HOST = "(\\[[\\p{XDigit}:.%]+]|[^\\[\\]:/,@]*)(:\\d{1,5})?";

	/** Hosts, each with a port or without, and the database. */
	private static final Pattern PLACE = Pattern.compile("//" + HOST + "(," + HOST + ")*(/[^@]*)?");

	/**
	 * Read a URL.
	 * @param url {@code postgresql://} or {@code postgres://} with user and password
	 * before the host, or {@code jdbc:postgresql:} as the driver wants it
	 * @throws StartupException if it is anything else; the message does not quote it
	 */
	static PostgresUrl parse(String url) {
		String text = url.strip();
		boolean jdbc = text.startsWith(JDBC);
		String rest = after(jdbc ? text.substring(JDBC.length()) : text, "postgresql:", "postgres:");
		if (rest == null || !(rest.startsWith("//") || jdbc)) {
			throw refused("is no URL of a PostgreSQL database");
		}
		int query = rest.indexOf('?');
		String main = (query < 0) ? rest : rest.substring(0, query);
		String parameters = (query < 0) ? "" : rest.substring(query);
		int at = main.lastIndexOf('@');
		String userInfo = (at > 0) ? main.substring("//".length(), at) : null;
		String place = (at > 0) ? "//" + main.substring(at + 1) : main;
		if ((place.startsWith("//") && !PLACE.matcher(place).matches()) || (!jdbc && parameters.contains("@"))) {
			throw refused("names no host, port and database that can be understood");
		}
		String jdbcUrl = "jdbc:postgresql:" + place + parameters;
		check(jdbcUrl);
		if (userInfo == null) {
			return new PostgresUrl(jdbcUrl, null, null);
		}
		int colon = userInfo.indexOf(':');
		return new PostgresUrl(jdbcUrl, decode((colon < 0) ? userInfo : userInfo.substring(0, colon)),
				(colon < 0) ? null : decode(userInfo.substring(colon + 1)));
	}

	private static @Nullable String after(String text, String... beginnings) {
		for (String beginning : beginnings) {
			if (text.startsWith(beginning)) {
				return text.substring(beginning.length());
			}
		}
		return null;
	}

	private static void check(String jdbcUrl) {
		try {
			new PGSimpleDataSource().setUrl(jdbcUrl);
		}
		catch (IllegalArgumentException ex) {
			// Its message quotes the URL.
			throw refused("names no host, port and database that can be understood");
		}
	}

	private static String decode(String encoded) {
		try {
			return UriUtils.decode(encoded, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			// Its message quotes what it could not decode.
			throw refused("has a user or a password with a '%' that encodes nothing; write it as %25");
		}
	}

	private static StartupException refused(String reason) {
		return new StartupException("DATABASE_URL " + reason
				+ ": write postgresql://user:password@host:5432/database, with special characters percent-encoded, "
				+ "or jdbc:postgresql://host:5432/database?user=...&password=..., or leave it empty for SQLite");
	}

	/** Both forms of the URL may hold a password. */
	@Override
	public String toString() {
		return "PostgresUrl";
	}

}
