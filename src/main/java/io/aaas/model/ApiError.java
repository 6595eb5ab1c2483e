package io.aaas.model;

import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

import com.sun.net.httpserver.HttpExchange;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An error in the shape of the Messages API, so that the CLI treats it as one of its
 * model.
 *
 * @param status the HTTP status
 * @param type the API's name for it
 * @param message one sentence for people, without secrets
 */
record ApiError(int status, String type, String message) {

	private static final JsonMapper json = JsonMapper.shared();

	private static final long DRAINED = 32L << 20;

	static ApiError of(int status, String message) {
		return new ApiError(status, typeOf(status), message);
	}

	void send(HttpExchange exchange) throws IOException {
		// A client that is still writing would otherwise see a reset connection in place
		// of the answer.
		drain(exchange.getRequestBody());
		ObjectNode body = json.createObjectNode().put("type", "error");
		body.putObject("error").put("type", this.type).put("message", this.message);
		body.put("request_id", "req_" + UUID.randomUUID().toString().replace("-", ""));
		byte[] bytes = json.writeValueAsBytes(body);
		exchange.getResponseHeaders().set("Content-Type", "application/json");
		exchange.sendResponseHeaders(this.status, bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private static void drain(InputStream body) {
		byte[] buffer = new byte[8192];
		long left = DRAINED;
		try {
			for (int read = body.read(buffer); read >= 0 && left > 0; read = body.read(buffer)) {
				left -= read;
			}
		}
		catch (IOException ex) {
			// Read to its end and closed before, or the client is gone, which the answer
			// will show.
		}
	}

	private static String typeOf(int status) {
		return switch (status) {
			case 400, 422 -> "invalid_request_error";
			case 401 -> "authentication_error";
			case 402 -> "billing_error";
			case 403 -> "permission_error";
			case 404, 405 -> "not_found_error";
			case 413 -> "request_too_large";
			case 429 -> "rate_limit_error";
			case 504 -> "timeout_error";
			case 503, 529 -> "overloaded_error";
			default -> "api_error";
		};
	}

}
