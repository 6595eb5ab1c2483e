package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import tools.jackson.databind.json.JsonMapper;

/**
 * What clients have sent and were answered, written down before and after each request;
 * in a file as well, for whoever looks into a violation.
 */
final class Ledger implements AutoCloseable {

	private final AtomicInteger tokens = new AtomicInteger();

	private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();

	private final Writer file;

	Ledger(Path file) {
		try {
			this.file = Files.newBufferedWriter(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A message is about to be sent.
	 * @param agentId whom it is for
	 * @param script what the CLI shall do with it, besides replying with its token
	 * @param how it shall be treated
	 */
	Sent open(String agentId, String script, Manner how) {
		String token = "token-%06d".formatted(this.tokens.incrementAndGet());
		Sent opened = new Sent(token, agentId, ("#reply " + token + "\n" + script).strip(), how);
		this.sent.add(opened);
		write(token, "to " + agentId, opened.text());
		return opened;
	}

	void answered(Sent message, Answer answer) {
		message.answered(answer);
		write(message.token(), answer.getClass().getSimpleName(), answer.toString());
	}

	List<Sent> sent() {
		return List.copyOf(this.sent);
	}

	/** Write down what else may explain something later. */
	synchronized void write(String subject, String what, String detail) {
		try {
			this.file.write(JsonMapper.shared()
				.createObjectNode()
				.put("at", System.currentTimeMillis())
				.put("subject", subject)
				.put("what", what)
				.put("detail", detail)
				.toString());
			this.file.write('\n');
			this.file.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public synchronized void close() {
		try {
			this.file.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
