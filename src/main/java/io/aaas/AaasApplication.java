package io.aaas;

import java.time.Clock;
import java.time.ZoneOffset;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.modulith.Modulithic;

/**
 * The service's entry point.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@Modulithic(sharedModules = { "problem", "store" })
public class AaasApplication {

	/**
	 * Ticks in milliseconds, as times are stored: what is told at once is what is found
	 * later.
	 */
	@Bean
	Clock clock() {
		return Clock.tickMillis(ZoneOffset.UTC);
	}

	public static void main(String[] args) {
		SpringApplication.run(AaasApplication.class, args);
	}

}
