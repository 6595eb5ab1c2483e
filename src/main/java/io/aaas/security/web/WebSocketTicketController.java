package io.aaas.security.web;

import java.time.Instant;
import java.util.List;

import io.aaas.security.Caller;
import io.aaas.security.WebSocketTickets;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tickets for clients that cannot send a key when they open a WebSocket.
 */
@RestController
@Tag(name = "Events")
class WebSocketTicketController {

	private final WebSocketTickets tickets;

	WebSocketTicketController(WebSocketTickets tickets) {
		this.tickets = tickets;
	}

	/**
	 * Get a ticket for a WebSocket. It opens one, at `/api/v1/agents/{agentId}/ws`,
	 * within 30 seconds, for a client that cannot send its key there: `new WebSocket(url,
	 * ticket.protocols)`. Others send their key as ever, and need none.
	 */
	@PostMapping(path = "/api/v1/ws-tickets", produces = MediaType.APPLICATION_JSON_VALUE)
	@ResponseStatus(HttpStatus.CREATED)
	@ApiResponse(responseCode = "201", description = "The ticket.")
	TicketResource createWebSocketTicket(@AuthenticationPrincipal Caller caller) {
		WebSocketTickets.Ticket ticket = this.tickets.issue(caller);
		return new TicketResource(ticket.protocols(), ticket.expiresAt());
	}

	/**
	 * What opens a WebSocket once.
	 *
	 * @param protocols the protocols to name when it is opened
	 * (`Sec-WebSocket-Protocol`); one of them is a secret
	 * @param expiresAt until when that can be
	 */
	@Schema(name = "WebSocketTicket")
	record TicketResource(List<String> protocols, Instant expiresAt) {
	}

}
