package io.aaas.agent.web;

import java.io.IOException;
import java.io.Writer;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.NestedExceptionUtils;

/**
 * Writes JSON to a client that may be slow or gone, piece by piece.
 */
final class DocumentWriter {

	private final ObjectWriter json;

	DocumentWriter(JsonMapper json) {
		this.json = json.writer()
			.without(StreamWriteFeature.AUTO_CLOSE_TARGET)
			.without(StreamWriteFeature.FLUSH_PASSED_TO_STREAM);
	}

	void write(Writer target, Object document) throws IOException {
		try {
			this.json.writeValue(target, document);
		}
		catch (JacksonException ex) {
			// What the connection does not take, Jackson wraps, in one way or another.
			if (NestedExceptionUtils.getMostSpecificCause(ex) instanceof IOException failure) {
				throw failure;
			}
			throw ex;
		}
	}

}
