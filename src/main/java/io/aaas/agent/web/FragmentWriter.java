package io.aaas.agent.web;

import java.io.IOException;
import java.io.Writer;

import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

/**
 * Sends one text message in fragments, so that none of its length is in memory twice.
 * Half a character is no text on a WebSocket: pairs stay together, and what has lost its
 * other half is replaced.
 */
final class FragmentWriter extends Writer {

	private static final int LENGTH = 8 * 1024;

	private static final char REPLACEMENT = '\uFFFD';

	private final StringBuilder fragment = new StringBuilder();

	private final WebSocketSession session;

	FragmentWriter(WebSocketSession session) {
		this.session = session;
	}

	@Override
	public void write(char[] buffer, int offset, int length) throws IOException {
		int done = 0;
		while (done < length) {
			int part = Math.min(length - done, LENGTH - this.fragment.length());
			this.fragment.append(buffer, offset + done, part);
			done += part;
			if (this.fragment.length() >= LENGTH) {
				sendAllButHalves();
			}
		}
	}

	private void sendAllButHalves() throws IOException {
		char last = this.fragment.charAt(this.fragment.length() - 1);
		boolean half = Character.isHighSurrogate(last);
		if (half) {
			this.fragment.setLength(this.fragment.length() - 1);
		}
		send(false);
		if (half) {
			this.fragment.append(last);
		}
	}

	private void send(boolean isLast) throws IOException {
		for (int i = 0; i < this.fragment.length(); i++) {
			char c = this.fragment.charAt(i);
			if (Character.isHighSurrogate(c) && i + 1 < this.fragment.length()
					&& Character.isLowSurrogate(this.fragment.charAt(i + 1))) {
				i++;
			}
			else if (Character.isSurrogate(c)) {
				this.fragment.setCharAt(i, REPLACEMENT);
			}
		}
		this.session.sendMessage(new TextMessage(this.fragment, isLast));
		this.fragment.setLength(0);
	}

	/** Not a fragment for each flush. */
	@Override
	public void flush() {
	}

	/** The message ends here. */
	@Override
	public void close() throws IOException {
		send(true);
	}

}
