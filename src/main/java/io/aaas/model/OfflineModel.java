package io.aaas.model;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * A stand-in for the Messages API on a loopback port, for a first look and for tests: the
 * real CLI runs whole turns against it, tools included, without an account.
 * <p>
 * It answers with {@code [offline model]} and an echo of the user's text, a
 * {@code <context>} block included. Lines of the text that begin with one of these words
 * (at the very start of the line, outside of the context) are scripts:
 * <dl>
 * <dt>{@code !reply TEXT}</dt>
 * <dd>Reply exactly TEXT.</dd>
 * <dt>{@code !slow SECONDS}</dt>
 * <dd>Spread the words of the answer over that time.</dd>
 * <dt>{@code !wait SECONDS}</dt>
 * <dd>Wait before the first byte.</dd>
 * <dt>{@code !tool NAME {json}}</dt>
 * <dd>Call a tool, then reply with its result. Several are called one after the
 * other.</dd>
 * <dt>{@code !ask QUESTION | option | option}</dt>
 * <dd>Call {@code AskUserQuestion}, then reply with the answer.</dd>
 * <dt>{@code !json {json}}</dt>
 * <dd>Call {@code StructuredOutput} with it if that tool is offered, else reply with
 * it.</dd>
 * <dt>{@code !status CODE [TIMES]}</dt>
 * <dd>Fail with that HTTP status, so many times for this message, or always.</dd>
 * <dt>{@code !tokens N}</dt>
 * <dd>Reply with N words, the numbers from 1.</dd>
 * <dt>{@code !history}</dt>
 * <dd>Reply with the user's texts so far, one after the other.</dd>
 * <dt>{@code !thinking}</dt>
 * <dd>Think before the answer.</dd>
 * <dt>{@code !cut}</dt>
 * <dd>Drop the connection in the middle of the answer, once for this message.</dd>
 * </dl>
 * Usage counts words. An answer longer than {@code max_tokens} is cut off there. The
 * calls that the CLI makes by itself get harmless answers and obey no script.
 */
public final class OfflineModel implements AutoCloseable {

	private final RequestLog requests = new RequestLog();

	private final LoopbackServer server;

	private OfflineModel(int port) throws IOException {
		this.server = LoopbackServer.start(port, new OfflineHandler(this.requests::add));
	}

	/**
	 * Start an offline model that takes any credentials.
	 * @param port the port, or 0 for a free one
	 * @return the running model
	 * @throws IOException if it cannot listen there
	 */
	public static OfflineModel start(int port) throws IOException {
		return new OfflineModel(port);
	}

	/**
	 * What {@code ANTHROPIC_BASE_URL} has to be.
	 * @return the URL, without a path
	 */
	public URI baseUrl() {
		return this.server.baseUrl();
	}

	/**
	 * The newest requests, at most {@value RequestLog#CAPACITY}, oldest first.
	 * @return a copy
	 */
	public List<RecordedRequest> requests() {
		return this.requests.requests();
	}

	/**
	 * Stop listening and break off what is being answered.
	 */
	@Override
	public void close() {
		this.server.close();
	}

}
