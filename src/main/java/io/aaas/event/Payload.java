package io.aaas.event;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.stream.IntStream;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The data of an event that is too large for its row.
 *
 * @param data the JSON document
 */
record Payload(String data) implements Iterable<String> {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final int PREVIEW = 4 * 1024;

	private static final int PART = 512 * 1024;

	@Override
	public Iterator<String> iterator() {
		int parts = (this.data.length() + PART - 1) / PART;
		return IntStream.range(0, parts).mapToObj(this::part).iterator();
	}

	private String part(int index) {
		return this.data.substring(boundary(index * PART), boundary(Math.min(this.data.length(), (index + 1) * PART)));
	}

	/** Where to cut, so that both halves of a surrogate pair stay together. */
	private int boundary(int index) {
		boolean splitsPair = index > 0 && index < this.data.length()
				&& Character.isHighSurrogate(this.data.charAt(index - 1));
		return splitsPair ? index - 1 : index;
	}

	/** What the event itself holds instead. */
	String preview() {
		ObjectNode node = JSON.createObjectNode();
		node.put("truncated", true);
		node.put("size", this.data.getBytes(StandardCharsets.UTF_8).length);
		node.put("preview", this.data.substring(0, boundary(PREVIEW)));
		return JSON.writeValueAsString(node);
	}

}
