package io.aaas.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One message that a client means to have sent once, and all it was answered, however
 * often it had to ask.
 */
final class Sent {

	private final String token;

	private final String agentId;

	private final String text;

	private final String body;

	private final List<Answer> answers = new ArrayList<>();

	/**
	 * @param token a text that no other message has
	 * @param agentId whom it is for
	 * @param text all of it
	 * @param how it shall be treated
	 */
	Sent(String token, String agentId, String text, Manner how) {
		this.token = token;
		this.agentId = agentId;
		this.text = text;
		this.body = how.body(text);
	}

	String token() {
		return this.token;
	}

	String agentId() {
		return this.agentId;
	}

	String text() {
		return this.text;
	}

	/** What is sent, each time. */
	String body() {
		return this.body;
	}

	String path() {
		return "/api/v1/agents/" + this.agentId + "/messages";
	}

	synchronized void answered(Answer answer) {
		this.answers.add(answer);
	}

	synchronized List<Answer> answers() {
		return List.copyOf(this.answers);
	}

	/** The message, if the service has ever said that it has it. */
	Optional<String> messageId() {
		return answers().stream()
			.filter(Answer.Acknowledged.class::isInstance)
			.map((answer) -> ((Answer.Acknowledged) answer).messageId())
			.findFirst();
	}

}
