package io.aaas.agent;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.aaas.problem.ProblemException;
import io.aaas.problem.StartupException;
import io.aaas.template.AgentTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * Which processes are started before anybody asks for them.
 *
 * @param templates how many for each template and tenant, such as
 * {@code general=2,code-review=1}; absent, none
 * @param age how long one waits for its agent before another takes its place
 */
@ConfigurationProperties("aaas.agent.warm-pool")
record WarmPoolProperties(@Nullable String templates,
		@DefaultValue("1h") @DurationUnit(ChronoUnit.SECONDS) Duration age) {

	private static final Pattern ENTRY = Pattern.compile("([a-z0-9-]+)=(\\d{1,3})");

	/**
	 * How many, by template.
	 * @throws StartupException if that cannot be read
	 */
	Map<String, Integer> counts() {
		Map<String, Integer> counts = new LinkedHashMap<>();
		String text = (this.templates != null) ? this.templates.strip() : "";
		for (String entry : text.isEmpty() ? new String[0] : text.split("\\s*,\\s*")) {
			Matcher matcher = ENTRY.matcher(entry);
			if (!matcher.matches()) {
				throw new StartupException("WARM_POOL must be like 'general=2,code-review=1', and '" + entry
						+ "' is not <template>=<count>");
			}
			counts.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
		}
		return counts;
	}

	/**
	 * A template it names.
	 * @throws StartupException if there is none
	 */
	static AgentTemplate named(String name, Supplier<AgentTemplate> find) {
		try {
			return find.get();
		}
		catch (ProblemException ex) {
			throw new StartupException("WARM_POOL: " + ex.detail(), ex);
		}
	}

}
