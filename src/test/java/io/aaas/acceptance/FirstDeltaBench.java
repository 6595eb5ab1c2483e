package io.aaas.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long it takes to the first piece of an answer, over HTTP and from the CLI itself;
 * {@code bench/README.md} says how to run it.
 */
class FirstDeltaBench {

	private static final int ROUNDS = 300;

	private static final int WARM_UP = Integer.getInteger("warm", 10_000);

	private static final String TEXT = "#slow 5 2\\n#reply one two three four five";

	@TempDir
	private Path directory;

	@Test
	void firstDelta() throws Exception {
		String program = Cli.fake(this.directory.resolve("cli"), List.of());
		try (RunningService service = RunningService.measured(this.directory,
				Map.of("CLAUDE_CODE_PATH", program, "SANDBOX", "none", "MODEL_BACKEND", "offline"));
				BareCli bare = new BareCli(program, this.directory, Map.of())) {
			String agent = service.start().createAgent("{}");
			List<Long> byPipe = new ArrayList<>();
			List<Long> byStream = new ArrayList<>();
			List<Long> differences = new ArrayList<>();
			Stream stream = new Stream(service, agent);
			for (int i = 0; i < WARM_UP + ROUNDS; i++) {
				// In turns, so that the machine's moods are those of both.
				long pipe = (i % 2 == 0) ? bare.turn(TEXT, "text_delta") : 0;
				long http = stream.turn();
				pipe = (i % 2 == 0) ? pipe : bare.turn(TEXT, "text_delta");
				if (i >= WARM_UP) {
					byPipe.add(pipe);
					byStream.add(http);
					differences.add(http - pipe);
				}
			}
			report("bare pipe", byPipe);
			report("server-sent events", byStream);
			report("difference, paired", differences);
		}
	}

	private static void report(String what, List<Long> nanos) {
		List<Long> sorted = nanos.stream().sorted().toList();
		System.out.printf("%-20s p10 %6.2f ms  p50 %6.2f ms  p90 %6.2f ms%n", what, sorted.get(ROUNDS / 10) / 1e6,
				sorted.get(ROUNDS / 2) / 1e6, sorted.get(ROUNDS * 9 / 10) / 1e6);
	}

	/** From then to the first line that is like this; reads on to one like that. */
	private static long time(long begun, BufferedReader lines, Predicate<String> first, Predicate<String> last)
			throws IOException {
		long found = 0;
		String line;
		while ((line = lines.readLine()) != null) {
			if (found == 0 && first.test(line)) {
				found = System.nanoTime() - begun;
			}
			if (last.test(line)) {
				return found;
			}
		}
		throw new IllegalStateException("It ended");
	}

	/** Messages sent one after the other, on one connection. */
	private static final class Stream implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader lines;

		private final byte[] request;

		Stream(RunningService service, String agent) throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(service.base()).getPort());
			this.socket.setTcpNoDelay(true);
			this.lines = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
			String body = "{\"message\":\"" + TEXT + "\"}";
			this.request = ("POST " + agent + "/messages?deltas=true HTTP/1.1\r\nHost: localhost\r\nX-API-Key: "
					+ service.adminKey() + "\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n"
					+ "Content-Length: " + body.length() + "\r\n\r\n" + body)
				.getBytes(StandardCharsets.UTF_8);
		}

		long turn() throws IOException {
			long begun = System.nanoTime();
			this.socket.getOutputStream().write(this.request);
			return time(begun, this.lines, (line) -> line.equals("event: delta"), (line) -> line.equals("0"));
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
