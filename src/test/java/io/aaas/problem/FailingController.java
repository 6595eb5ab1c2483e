package io.aaas.problem;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Fails in every way a controller can.
 */
@TestComponent
@RestController
@RequestMapping("/api/v1/test")
public class FailingController {

	enum Mode {

		FIRST_MODE, SECOND_MODE

	}

	record Inner(@Nullable @Positive Integer maxTurns, @Nullable Mode permissionMode, @Nullable Instant startedAt,
			@Nullable Boolean verbose, @Nullable List<String> allowedTools) {
	}

	record Body(@NotBlank String name, @Nullable @Valid Inner config,
			@Nullable Map<String, @Size(max = 5) String> labels, @Nullable Object context) {
	}

	@PostMapping("/body")
	Body body(@Valid @RequestBody Body body) {
		return body;
	}

	@GetMapping("/list")
	List<Integer> list(@RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
			@RequestParam(name = "mode", required = false) @Nullable Mode mode) {
		return List.of(limit);
	}

	@GetMapping("/required")
	String required(@RequestParam String needed) {
		return needed;
	}

	@GetMapping("/numbers/{number}")
	int number(@PathVariable int number) {
		return number;
	}

	@GetMapping("/busy")
	void busy() {
		throw new ProblemException(ProblemType.MAX_AGENTS, "100 agents, the limit.").with("limit", 100)
			.with("status", "not to be replaced")
			.retryAfter(Duration.ofMillis(1001));
	}

	@GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	void stream() {
		throw new ProblemException(ProblemType.AGENT_NOT_FOUND, "No agent.");
	}

	@GetMapping("/bug")
	void bug() {
		throw new IllegalStateException("secret internals");
	}

	@GetMapping("/error-500")
	void sendError(HttpServletResponse response) throws IOException {
		response.sendError(500, "secret internals");
	}

	@GetMapping("/broken-pipe")
	void brokenPipe() throws IOException {
		throw new IOException("Broken pipe");
	}

	@GetMapping("/endless")
	void endless(HttpServletResponse response) throws IOException {
		byte[] chunk = new byte[65536];
		while (true) {
			response.getOutputStream().write(chunk);
		}
	}

	@GetMapping("/half")
	void half(HttpServletResponse response) throws IOException {
		response.getOutputStream().print("half");
		response.flushBuffer();
		throw new IllegalStateException("after half of the reply");
	}

	@RequestMapping("/count")
	long count(InputStream body) throws IOException {
		return body.transferTo(java.io.OutputStream.nullOutputStream());
	}

}
