package io.aaas.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a message's own stream has told.
 *
 * @param joined the pieces of the answer, joined
 * @param end how the message ended, by its last event; empty if that did not come
 * @param response the reply in that event
 */
record Followed(String joined, String end, String response) {

	static final Followed NOTHING = new Followed("", "", "");

	static Followed read(Http.Stream stream) throws IOException {
		BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8));
		StringBuilder joined = new StringBuilder();
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			if (line.startsWith("data: ")) {
				JsonNode data = JsonMapper.shared().readTree(line.substring("data: ".length()));
				String type = data.path("type").asString("");
				if (data.has("offset")) {
					joined.append(data.path("text").asString(""));
				}
				else if (type.startsWith("message.") && data.at("/data/usage").isObject()) {
					return new Followed(joined.toString(), type, data.at("/data/response").asString(""));
				}
			}
		}
		return new Followed(joined.toString(), "", "");
	}

}
