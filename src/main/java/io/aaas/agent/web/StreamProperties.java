package io.aaas.agent.web;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How event streams treat their readers.
 *
 * @param heartbeat how long a stream may be silent before a comment is sent
 * @param retry how soon a reader shall come back when a stream has ended
 * @param slow how long a reader may take for what is sent in one go before it is cut
 * @param silence how long a WebSocket may answer no ping before it is cut; that is
 * noticed a heartbeat later at most
 */
@ConfigurationProperties("aaas.agent.streams")
record StreamProperties(@DefaultValue("15s") Duration heartbeat, @DefaultValue("1s") Duration retry,
		@DefaultValue("10s") Duration slow, @DefaultValue("30s") Duration silence) {
}
