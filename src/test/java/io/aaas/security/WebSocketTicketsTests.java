package io.aaas.security;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketTicketsTests {

	private final AdminKey key;

	private Instant now = Instant.parse("2026-01-01T00:00:00Z");

	private final WebSocketTickets tickets;

	private final Caller caller = new Caller("admin", "default", Set.of(Caller.ADMIN));

	WebSocketTicketsTests(@TempDir Path directory) {
		this.key = AdminKey.of("0123456789-0123456789-0123456789", new AdminKeyFile(directory));
		this.tickets = new WebSocketTickets(new Clock() {

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

			@Override
			public Instant instant() {
				return WebSocketTicketsTests.this.now;
			}

		}, this.key);
	}

	@Test
	void useIsForOnceAndForItsOwner() {
		String ticket = issue();
		assertThat(this.tickets.use(ticket)).isEqualTo(this.caller);
		assertThat(this.tickets.use(ticket)).isNull();
		assertThat(this.tickets.use(UUID.randomUUID().toString())).isNull();
	}

	@Test
	void useWhenItIsTooOldIsNobodys() {
		String ticket = issue();
		String late = issue();
		this.now = this.now.plus(Duration.ofSeconds(29));
		assertThat(this.tickets.use(ticket)).isNotNull();
		this.now = this.now.plus(Duration.ofSeconds(2));
		assertThat(this.tickets.use(late)).isNull();
	}

	@Test
	void issueSaysNothingOfTheTicketInText() {
		WebSocketTickets.Ticket ticket = this.tickets.issue(this.caller);
		assertThat(ticket.toString()).doesNotContain(ticket.protocols().getLast());
	}

	private String issue() {
		return this.tickets.issue(this.caller).protocols().getLast().replace("aaas.ticket.", "");
	}

}
