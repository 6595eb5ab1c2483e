package io.aaas.store;

import java.nio.file.Path;
import java.time.Duration;

import io.aaas.problem.StartupException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PostgresUrlTests {

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					postgresql://ada:pw@db.example:6432/aaas,          jdbc:postgresql://db.example:6432/aaas,      ada, pw
					postgres://ada:pw@db.example/aaas,                 jdbc:postgresql://db.example/aaas,           ada, pw
					postgresql://ada@db/aaas,                          jdbc:postgresql://db/aaas,                   ada,
					postgresql://db/aaas,                              jdbc:postgresql://db/aaas,                   ,
					postgresql://a%40b:p%2Fw%3A%25%3F@db/aaas,         jdbc:postgresql://db/aaas,                   a@b, p/w:%?
					postgresql://ada:p+w:x@db/aaas,                    jdbc:postgresql://db/aaas,                   ada, p+w:x
					postgresql://ada:p@w@db/aaas,                      jdbc:postgresql://db/aaas,                   ada, p@w
					postgresql://ada:pw@my_db:5432/aaas,               jdbc:postgresql://my_db:5432/aaas,           ada, pw
					postgresql://ada:pw@[::1]:5432/aaas,               jdbc:postgresql://[::1]:5432/aaas,           ada, pw
					'postgresql://ada:pw@one:1,two:2/aaas',            'jdbc:postgresql://one:1,two:2/aaas',        ada, pw
					postgresql://ada:pw@db/aaas?sslmode=require&a=%2Fb, jdbc:postgresql://db/aaas?sslmode=require&a=%2Fb, ada, pw
					jdbc:postgresql://db:6432/aaas?user=x&password=p@w, jdbc:postgresql://db:6432/aaas?user=x&password=p@w, ,
					jdbc:postgresql://ada:pw@db/aaas,                  jdbc:postgresql://db/aaas,                   ada, pw
					jdbc:postgresql:aaas,                              jdbc:postgresql:aaas,                        ,
					""")
	void parseWhenUrlIsOfPostgresqlTellsItsParts(String url, String jdbcUrl, @Nullable String user,
			@Nullable String password) {
		assertThat(PostgresUrl.parse(url)).isEqualTo(new PostgresUrl(jdbcUrl, user, password));
	}

	@ParameterizedTest
	@ValueSource(strings = { "mysql://ada:s3cret@db/aaas", "jdbc:mysql://ada:s3cret@db/aaas", "ada:s3cret@db/aaas",
			"postgresql:ada:s3cret@db/aaas", "postgresql://ada:s3cret@db:port/aaas",
			"postgresql://ada:s3cret%zz@db/aaas", "jdbc:sqlite:s3cret", "postgresql://ada:1234?s3cret@db/aaas",
			"jdbc:postgresql://db:s3cret/aaas", "s3cret", "postgresql" })
	void parseWhenUrlIsAnythingElseRefusesItWithoutQuotingIt(String url) {
		assertThatExceptionOfType(StartupException.class).isThrownBy(() -> PostgresUrl.parse(url))
			.withMessageStartingWith("DATABASE_URL ")
			.withMessageContaining("postgresql://user:password@host:5432/database")
			.withMessageNotContaining("s3cret")
			.withNoCause();
	}

	@Test
	void toStringWhenUrlHoldsPasswordHidesIt() {
		assertThat(PostgresUrl.parse("jdbc:postgresql://db/aaas?password=s3cret")).asString().doesNotContain("s3cret");
		assertThat(new StoreProperties(Path.of("data"), "postgresql://ada:s3cret@db/aaas", 1, Duration.ZERO,
				Duration.ZERO))
			.asString()
			.doesNotContain("s3cret");
	}

}
