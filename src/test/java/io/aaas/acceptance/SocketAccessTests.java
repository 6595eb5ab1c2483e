package io.aaas.acceptance;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.aaas.TestHttp;
import io.aaas.acceptance.Api.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who may open an agent's WebSocket.
 */
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(properties = { "aaas.agent.streams.heartbeat=300ms", "server.tomcat.connection-timeout=2s" })
class SocketAccessTests extends LiveService {

	private static final String KEY = "X-API-Key: " + TestHttp.KEY;

	private static final String NOBODY = "/api/v1/agents/019f0000-0000-7000-8000-000000000000";

	@Test
	void ticketOpensOneSocketForAPageOfOurOwn() {
		String agent = create("{}");
		List<String> protocols = ticket();
		try (SocketClient socket = SocketClient.open(base() + agent + "/ws", protocols, base())) {
			assertThat(socket.protocol()).isEqualTo("aaas.v1");
			socket.send("{'type': 'send', 'request_id': 'a', 'message': 'hello'}");
			assertThat(socket.answer("a").at("/data/status").stringValue()).isIn("queued", "running");
		}
	}

	@Test
	void ticketThatWasUsedOrNeverWasOpensNone() throws IOException {
		String agent = create("{}");
		String offer = "Sec-WebSocket-Protocol: " + String.join(", ", ticket());
		assertThat(RawSocket.handshake(base(), agent + "/ws", offer)).startsWith("HTTP/1.1 101")
			.contains("Sec-WebSocket-Protocol: aaas.v1\r\n");
		TestHttp.problem(RawSocket.handshake(base(), agent + "/ws", offer), 401, "unauthenticated");
		TestHttp.problem(
				RawSocket.handshake(base(), agent + "/ws", "Sec-WebSocket-Protocol: aaas.v1, aaas.ticket.made-up"), 401,
				"unauthenticated");
		TestHttp.problem(RawSocket.handshake(base(), agent + "/ws", "Sec-WebSocket-Protocol: aaas.v1"), 401,
				"unauthenticated");
	}

	@Test
	void ticketIsGoodForSocketsOnly() throws Exception {
		String offer = String.join(", ", ticket());
		TestHttp stranger = new TestHttp(URI.create(base()).getPort());
		TestHttp.problem(
				stranger.sendBare("GET", "/api/v1/whoami", BodyPublishers.noBody(), "Sec-WebSocket-Protocol", offer),
				401, "unauthenticated");
		// Also where a WebSocket is asked for, and there is none.
		assertThat(RawSocket.handshake(base(), "/api/v1/agents", "Sec-WebSocket-Protocol: " + offer))
			.startsWith("HTTP/1.1 401");
		TestHttp.problem(stranger.sendBare("POST", "/api/v1/ws-tickets", BodyPublishers.noBody()), 401,
				"unauthenticated");
	}

	@ParameterizedTest
	@ValueSource(strings = { KEY, "Authorization: Bearer " + TestHttp.KEY })
	void keyOpensASocketToo(String header) throws IOException {
		String agent = create("{}");
		assertThat(RawSocket.handshake(base(), agent + "/ws", header)).startsWith("HTTP/1.1 101")
			.doesNotContain("Sec-WebSocket-Protocol");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://evil.example", "null", "http://localhost:1", "http://localhost.evil.example" })
	void pageOfAnotherOriginOpensNone(String origin) throws IOException {
		String agent = create("{}");
		String offer = "Sec-WebSocket-Protocol: " + String.join(", ", ticket());
		TestHttp.problem(RawSocket.handshake(base(), agent + "/ws", offer, "Origin: " + origin), 403,
				"origin_not_allowed");
		TestHttp.problem(RawSocket.handshake(base(), agent + "/ws", KEY, "Origin: " + origin), 403,
				"origin_not_allowed");
		TestHttp.problem(RawSocket.handshake(base(), agent + "/ws", offer, "Host: evil.example"), 421,
				"host_not_allowed");
		assertThat(RawSocket.handshake(base(), agent + "/ws", offer, "Origin: http://localhost"))
			.as("the ticket is still good")
			.startsWith("HTTP/1.1 101");
	}

	@ParameterizedTest
	@CsvSource({ "after=-1,after", "after=x,after", "after=99999,after", "types=nope,types", "deltas=perhaps,deltas" })
	void parameterThatIsWrongIsAProblem(String query, String field) throws IOException {
		String agent = create("{}");
		assertThat(TestHttp.problem(RawSocket.handshake(base(), agent + "/ws?" + query, KEY), 422, "invalid_field")
			.path("field")
			.asString("")).isEqualTo(field);
	}

	@Test
	void whatIsNoHandshakeIsAProblem() throws IOException {
		String agent = create("{}");
		Reply plain = api().get(agent + "/ws");
		plain.problem(400, "malformed_request");
		assertThat(plain.header("Upgrade")).isEqualTo("websocket");
		TestHttp.problem(RawSocket.handshake(base(), NOBODY + "/ws", KEY), 404, "agent_not_found");
	}

	@Test
	void nothingIsCompressed() throws IOException {
		String agent = create("{}");
		assertThat(RawSocket.handshake(base(), agent + "/ws", KEY, "Sec-WebSocket-Extensions: permessage-deflate"))
			.startsWith("HTTP/1.1 101")
			.doesNotContain("Sec-WebSocket-Extensions");
	}

	@Test
	void noSecretIsLogged(CapturedOutput output) throws IOException {
		String agent = create("{}");
		Logger ours = (Logger) LoggerFactory.getLogger("io.aaas");
		Logger springs = (Logger) LoggerFactory.getLogger("org.springframework.web.socket");
		ours.setLevel(Level.DEBUG);
		springs.setLevel(Level.DEBUG);
		try {
			List<String> protocols = ticket();
			String offer = "Sec-WebSocket-Protocol: " + String.join(", ", protocols);
			RawSocket.handshake(base(), agent + "/ws", offer);
			RawSocket.handshake(base(), agent + "/ws", offer);
			RawSocket.handshake(base(), agent + "/ws", offer, "Origin: http://evil.example");
			await("the log").untilAsserted(() -> assertThat(output.getAll()).contains(agent + "/ws 101",
					agent + "/ws 401", agent + "/ws 403"));
			assertThat(output.getAll()).doesNotContain(protocols.getLast(),
					protocols.getLast().replaceFirst(".*\\.", ""), TestHttp.KEY);
		}
		finally {
			ours.setLevel(null);
			springs.setLevel(null);
		}
	}

	/** The protocols to offer. */
	private List<String> ticket() {
		Reply reply = api().post("/api/v1/ws-tickets", null);
		assertThat(reply.status()).isEqualTo(201);
		assertThat(reply.header("Cache-Control")).contains("no-store");
		assertThat(reply.text("expires_at")).isNotBlank();
		List<String> protocols = reply.body()
			.get("protocols")
			.valueStream()
			.map((protocol) -> protocol.stringValue())
			.toList();
		assertThat(protocols).hasSize(2).startsWith("aaas.v1");
		return protocols;
	}

}
