package io.aaas.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.aaas.TempDataDirectory;
import io.aaas.TestHttp;
import io.aaas.acceptance.Api.Reply;
import io.aaas.store.Store;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the service in this JVM, over HTTP, on the scripted CLI. What a test makes is
 * deleted after it, and must leave no process then.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "AAAS_API_KEY=" + TestHttp.KEY, "SANDBOX=none", "MODEL_BACKEND=offline", "MAX_AGENTS=40",
				"QUEUE_LIMIT=32", "START_TIMEOUT=4s", "MIN_FREE_SPACE=0" })
@ContextConfiguration(initializers = { TempDataDirectory.class, FakeCli.Initializer.class })
abstract class LiveService {

	/** A turn that runs until it is ended. */
	static final String ENDLESS = "#sleep 600";

	/** How long a busy machine may take for what takes milliseconds. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final ExecutorService CLIENTS = Executors.newVirtualThreadPerTaskExecutor();

	private final List<String> created = new ArrayList<>();

	private int executedBefore;

	@LocalServerPort
	private int port;

	@Autowired
	private FakeCli cli;

	@Autowired
	private Store store;

	@Autowired
	private Environment environment;

	/** Tests share the CLI, and some of them a text. */
	@BeforeEach
	void countFromHere() {
		this.executedBefore = this.cli.ledger().size();
	}

	@AfterEach
	void deleteAgents() {
		this.cli.settings();
		for (String agent : this.created) {
			assertThat(api().delete(agent).status()).isIn(204, 404);
			assertThat(processes(agent)).isEmpty();
		}
		this.created.clear();
	}

	Api api() {
		return new Api(base(), () -> TestHttp.KEY);
	}

	String base() {
		return "http://127.0.0.1:" + this.port;
	}

	FakeCli cli() {
		return this.cli;
	}

	Path data() {
		return Path.of(this.environment.getRequiredProperty("DATA_DIR"));
	}

	/** JSON in single quotes. */
	static String json(String text) {
		return text.replace('\'', '"');
	}

	/** Make an agent; the path of it. */
	String create(String body) {
		return mine(api().createAgent(json(body)));
	}

	/** An agent to be deleted after the test. */
	String mine(String agent) {
		this.created.add(agent);
		return agent;
	}

	static String id(String path) {
		return path.substring(path.lastIndexOf('/') + 1);
	}

	/** Do something in the background, as another client would. */
	<T> CompletableFuture<T> meanwhile(Supplier<T> call) {
		return CompletableFuture.supplyAsync(call, CLIENTS);
	}

	static <T> T answer(CompletableFuture<T> call) {
		try {
			return call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new AssertionError("The call was not answered", ex);
		}
	}

	static ConditionFactory await(String what) {
		return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
	}

	/** Such as {@code running idle}, {@code stopped} or {@code gone}. */
	String state(String agent) {
		Reply reply = api().get(agent);
		return (reply.status() == 404) ? "gone" : (reply.text("status") + " " + reply.text("activity")).strip();
	}

	void awaitState(String agent, String state) {
		await(state).untilAsserted(() -> assertThat(state(agent)).isEqualTo(state));
	}

	/** Send a message whose turn runs until it is ended; the path of it. */
	String occupy(String agent) {
		String message = api().messageAsync(agent, ENDLESS);
		awaitTurn(message);
		return message;
	}

	/** Wait until the CLI has begun a message's turn. */
	void awaitTurn(String message) {
		String agent = message.substring(0, message.indexOf("/messages/"));
		await("the turn's first output").until(() -> EventLogs.read(api(), agent)
			.stream()
			.anyMatch((event) -> id(message).equals(event.path("message_id").asString(""))
					&& event.get("type").stringValue().startsWith("claude.")));
	}

	long pid(String agent) {
		return api().get(agent).body().get("pid").longValue();
	}

	/** Until the agent is idle in another process; it has none for a moment. */
	void awaitAnotherProcess(String agent, long pid) {
		await("another process").until(() -> {
			JsonNode now = api().get(agent).body();
			return now.path("activity").asString("").equals("idle") && now.path("pid").asLong(pid) != pid;
		});
	}

	void kill(String agent) {
		ProcessHandle.of(pid(agent)).orElseThrow().destroyForcibly();
	}

	static List<ProcessHandle> processes(String agent) {
		return Processes.ofAgent(id(agent));
	}

	/** All that the process, while it lives, has written so far. */
	String spool(String agent) {
		try (Stream<Path> files = Files.list(data().resolve("spool").resolve(id(agent)))) {
			StringBuilder text = new StringBuilder();
			for (Path file : files.filter((path) -> path.toString().endsWith(".out")).toList()) {
				text.append(Files.readString(file));
			}
			return text.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** How often the CLI has executed a text in this test. */
	long executed(String text) {
		return this.cli.ledger()
			.stream()
			.skip(this.executedBefore)
			.filter((entry) -> text.equals(entry.path("text").asString("")))
			.count();
	}

	/** The events of one type. */
	List<JsonNode> events(String agent, String type) {
		return EventLogs.read(api(), agent)
			.stream()
			.filter((event) -> type.equals(event.get("type").stringValue()))
			.toList();
	}

	/** How a message ended, such as {@code failed process_exited}, however it is told. */
	static String outcome(Reply reply) {
		JsonNode message = (reply.status() >= 500) ? reply.body().path("message") : reply.body();
		return (message.path("status").asString("") + " " + message.path("error").path("code").asString("")).strip();
	}

	/**
	 * The rows of all tables that have to do with agents, and the agents' directories.
	 */
	Inventory inventory() {
		List<Integer> rows = this.store.read((transaction) -> Stream
			.of("agents", "agent_labels", "messages", "events", "event_payloads", "approvals", "launches",
					"idempotency_keys")
			.map((table) -> transaction.sql("select count(*) from " + table).query(Integer.class).single())
			.toList());
		return new Inventory(rows, paths("spool"), paths("workspaces"));
	}

	private List<String> paths(String directory) {
		try (Stream<Path> paths = Files.walk(data().resolve(directory), 2)) {
			return paths.skip(1)
				.filter((path) -> !path.equals(path.resolveSibling("default")))
				.map(Path::toString)
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * What agents leave.
	 */
	record Inventory(List<Integer> rows, List<String> spools, List<String> directories) {
	}

	/** The agents a listing finds. */
	List<String> found(String query) {
		Reply reply = api().get("/api/v1/agents" + query);
		assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		return endpoints(reply);
	}

	static List<String> endpoints(Reply page) {
		return page.body().get("data").valueStream().map((agent) -> agent.get("endpoint").stringValue()).toList();
	}

}
