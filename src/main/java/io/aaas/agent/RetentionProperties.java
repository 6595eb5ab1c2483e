package io.aaas.agent;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;

/**
 * What is forgotten of agents, and when.
 *
 * @param events how many events of an agent are kept; 0 for any number
 * @param eventAge how long events are kept; 0 for any time
 * @param messages how many messages of an agent are kept; 0 for any number
 * @param messageAge how long messages are kept after their end; 0 for any time
 * @param deleted how long what was told of a deleted agent is kept
 * @param period how often it is looked for
 */
@ConfigurationProperties("aaas.agent.retention")
record RetentionProperties(@DefaultValue("100000") long events,
		@DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration eventAge, @DefaultValue("10000") long messages,
		@DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration messageAge,
		@DefaultValue("7d") @DurationUnit(ChronoUnit.SECONDS) Duration deleted, @DefaultValue("10m") Duration period) {
}
