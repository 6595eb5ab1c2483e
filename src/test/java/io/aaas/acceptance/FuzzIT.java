package io.aaas.acceptance;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.aaas.acceptance.ApiDocument.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of requests made up from {@code docs/openapi.yaml}, right ones and wrong
 * ones, by several clients at once: the service answers nothing that the document does
 * not tell. {@code -Dfuzz.seed} and {@code -Dfuzz.requests} send others, and more.
 */
@TestPropertySource(properties = { "spring.application.name=fuzz", "MAX_WAIT=1s", "QUEUE_LIMIT=5" })
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class FuzzIT extends LiveService {

	private static final int CLIENTS = 4;

	private static final int ENOUGH_AGENTS = 3;

	private static final int TOO_MANY_AGENTS = 12;

	private final long seed = Long.getLong("fuzz.seed", 20_261_126);

	private final int requests = Integer.getInteger("fuzz.requests", 2000);

	private final FuzzWorld world = new FuzzWorld();

	/** By what is wrong: the first request that showed it. */
	private final Map<String, String> findings = new ConcurrentSkipListMap<>();

	private final Map<String, AtomicInteger> answers = new ConcurrentSkipListMap<>();

	private final HttpClient http = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	@Test
	void nothingIsAnsweredThatTheDocumentDoesNotTell(CapturedOutput output) throws IOException {
		System.out.printf("Fuzzing: -Dfuzz.seed=%d -Dfuzz.requests=%d%n", this.seed, this.requests);
		ApiDocument document = ApiDocument.read();
		List<CompletableFuture<Void>> clients = new ArrayList<>();
		for (int i = 0; i < CLIENTS; i++) {
			Random random = new Random(this.seed + i);
			clients.add(CompletableFuture.runAsync(() -> send(document, random)));
		}
		clients.forEach(CompletableFuture::join);
		this.world.agents().forEach((agent) -> mine("/api/v1/agents/" + agent));
		Map<String, String> answered = new TreeMap<>();
		this.answers.forEach((answer, count) -> answered.merge(answer.substring(0, answer.indexOf(' ')),
				answer.substring(answer.indexOf(' ') + 1) + "x" + count, (one, other) -> one + " " + other));
		answered.forEach((operation, counts) -> System.out.printf("  %-18s %s%n", operation, counts));
		assertThat(this.findings).as("seed %d", this.seed).isEmpty();
		assertThat(output.getOut().lines().filter((line) -> line.contains(" ERROR "))).isEmpty();
		// Some need another client's timing: a turn to interrupt, a question still open.
		assertThat(answered).hasSameSizeAs(document.operations());
		assertThat(answered.values()).filteredOn((counts) -> counts.startsWith("2"))
			.hasSizeGreaterThanOrEqualTo(document.operations().size() - 2);
	}

	private void send(ApiDocument document, Random random) {
		FuzzValues values = new FuzzValues(document, random);
		FuzzRequests made = new FuzzRequests(document, values, this.world);
		for (int i = 0; i < this.requests / CLIENTS; i++) {
			keepWorld(i);
			FuzzRequest request = made.next();
			try {
				HttpResponse<byte[]> response = this.http.send(request.to(base()), BodyHandlers.ofByteArray());
				judge(document, request, response);
			}
			catch (IOException ex) {
				found(request, "no answer: " + ex, "");
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	/** There is always something to ask for, and never too much. */
	private void keepWorld(int round) {
		List<String> agents = this.world.agents();
		if (agents.size() < ENOUGH_AGENTS) {
			this.world.learn(api().post("/api/v1/agents", "{}").body());
		}
		else if (agents.size() > TOO_MANY_AGENTS) {
			this.world.forget(agents.getFirst());
			api().delete("/api/v1/agents/" + agents.getFirst());
		}
		else if (round % 15 == 0) {
			this.world.learn(
					api()
						.post("/api/v1/agents/" + agents.getLast() + "/messages", json("{'message':'#ask Bash {}'}"),
								"Prefer", "respond-async")
						.body());
			this.world
				.learn(api().get("/api/v1/agents/" + agents.getLast() + "/approvals?status=pending&limit=1").body());
		}
	}

	private void judge(ApiDocument document, FuzzRequest request, HttpResponse<byte[]> response) {
		FuzzVerdict.of(document, request, response)
			.forEach((complaint) -> found(request, complaint, FuzzVerdict.shown(response)));
		Operation met = request.met();
		if (met == null) {
			return;
		}
		int status = response.statusCode();
		String code = (status < 400) ? "" : FuzzVerdict.body(response).path("code").asString("");
		this.answers.computeIfAbsent(met.id() + " " + status + code, (answer) -> new AtomicInteger()).incrementAndGet();
		if (status < 300) {
			this.world.learn(FuzzVerdict.body(response));
		}
		if (status == 204 || code.equals("approval_closed")) {
			this.world.forget(request.uri().replaceFirst("\\?.*", "").replaceFirst(".*/", ""));
		}
	}

	private void found(FuzzRequest request, String complaint, String answer) {
		this.findings.putIfAbsent(
				request.operation().id() + ": " + complaint.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}|\\d{4,}", "N"),
				complaint + "\n  " + request + "\n  -> " + answer + "\n");
	}

}
