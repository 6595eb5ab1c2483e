package io.aaas.claude;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import tools.jackson.databind.ObjectMapper;

/**
 * Replaces known secrets in bytes and drops NULs, which no database takes. Thread-safe.
 */
final class Redactor {

	/** A shorter one would be found by chance, and its loss would break the line. */
	static final int SHORTEST = 8;

	/**
	 * Secrets that are words of the protocol are left alone, or no line would be
	 * understood.
	 */
	private static final String PROTOCOL_WORDS = "system,assistant,stream_event,tool_result,tool_use,"
			+ "control_request,control_response,control_cancel_request,command_lifecycle,request_id,session_id,"
			+ "message_start,message_delta,message_stop,content_block_start,content_block_delta,content_block_stop,"
			+ "text_delta,can_use_tool,isReplay,total_cost_usd,duration_ms,num_turns,terminal_reason,is_error,"
			+ "input_tokens,output_tokens,cache_read_input_tokens,cache_creation_input_tokens,api_retry,"
			+ "structured_output,parent_tool_use_id,command_uuid,completed,cancelled,permissionMode,"
			+ "claude_code_version,error_during_execution,error_max_turns,error_max_budget_usd,aborted_streaming,"
			+ "updatedInput,tool_use_id,tool_name,display_name,description,permission_suggestions,blocked_path";

	static final String REPLACEMENT = "[redacted]";

	private static final byte[] REPLACEMENT_BYTES = REPLACEMENT.getBytes(StandardCharsets.US_ASCII);

	private static final int BLOCK = 64 * 1024;

	/** Longest first, so that a secret within another does not spoil it. */
	private final List<byte[]> secrets;

	private final boolean[] first = new boolean[256];

	private final int longest;

	private Redactor(List<String> forms) {
		List<byte[]> patterns = new ArrayList<>();
		for (String form : forms) {
			byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
			patterns.add(bytes);
			this.first[bytes[0] & 0xff] = true;
		}
		patterns.sort(Comparator.comparingInt((byte[] bytes) -> bytes.length).reversed());
		this.secrets = List.copyOf(patterns);
		this.longest = patterns.isEmpty() ? 1 : patterns.getFirst().length;
		this.first[0] = true;
	}

	/**
	 * For lines of JSON: secrets as JSON writes them, so that no match breaks the line.
	 */
	static Redactor ofJson(List<String> secrets) {
		ObjectMapper mapper = new ObjectMapper();
		return new Redactor(worthHiding(secrets).stream().map((secret) -> {
			String quoted = mapper.writeValueAsString(secret);
			return quoted.substring(1, quoted.length() - 1);
		}).toList());
	}

	/** For text: secrets as they are. */
	static Redactor ofText(List<String> secrets) {
		return new Redactor(worthHiding(secrets));
	}

	/** Those that can be replaced without harm, the longest first. */
	static List<String> worthHiding(List<String> secrets) {
		return secrets.stream()
			.filter((secret) -> secret.getBytes(StandardCharsets.UTF_8).length >= SHORTEST)
			.filter((secret) -> !PROTOCOL_WORDS.contains(secret))
			.distinct()
			.sorted(Comparator.comparingInt(String::length).reversed())
			.toList();
	}

	/** The bytes without secrets; the same array if there were none. */
	byte[] redact(byte[] bytes) {
		for (int i = 0; i < bytes.length; i++) {
			if (this.first[bytes[i] & 0xff] && (bytes[i] == 0 || match(bytes, i, bytes.length) > 0)) {
				ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
				out.write(bytes, 0, i);
				byte[] rest = Arrays.copyOfRange(bytes, i, bytes.length);
				copy(rest, rest.length, rest.length, out);
				return out.toByteArray();
			}
		}
		return bytes;
	}

	/** The same for text. */
	String redact(String text) {
		return new String(redact(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
	}

	/** The same for what is too long to be held. */
	InputStream redact(InputStream in) {
		return new RedactedStream(in);
	}

	/**
	 * Copy up to {@code safe} and return where the copying ended, a secret further at
	 * most.
	 */
	private int copy(byte[] bytes, int length, int safe, ByteArrayOutputStream out) {
		int i = 0;
		while (i < safe) {
			byte b = bytes[i];
			int matched = this.first[b & 0xff] ? match(bytes, i, length) : 0;
			if (matched > 0) {
				out.write(REPLACEMENT_BYTES, 0, REPLACEMENT_BYTES.length);
				i += matched;
			}
			else {
				if (b != 0) {
					out.write(b);
				}
				i++;
			}
		}
		return i;
	}

	private int match(byte[] bytes, int at, int length) {
		for (byte[] secret : this.secrets) {
			if (at + secret.length <= length
					&& Arrays.equals(bytes, at, at + secret.length, secret, 0, secret.length)) {
				return secret.length;
			}
		}
		return 0;
	}

	private final class RedactedStream extends InputStream {

		private final InputStream in;

		private final byte[] window = new byte[BLOCK + Redactor.this.longest];

		private int held;

		private byte[] ready = {};

		private int next;

		private boolean ended;

		private RedactedStream(InputStream in) {
			this.in = in;
		}

		@Override
		public int read() throws IOException {
			return fill() ? this.ready[this.next++] & 0xff : -1;
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			if (length == 0) {
				return 0;
			}
			if (!fill()) {
				return -1;
			}
			int count = Math.min(length, this.ready.length - this.next);
			System.arraycopy(this.ready, this.next, target, offset, count);
			this.next += count;
			return count;
		}

		private boolean fill() throws IOException {
			while (this.next == this.ready.length) {
				if (this.ended && this.held == 0) {
					return false;
				}
				int count = this.in.readNBytes(this.window, this.held, this.window.length - this.held);
				this.ended = this.held + count < this.window.length;
				this.held += count;
				// A secret may go on in the next block.
				int safe = this.ended ? this.held : this.held - Redactor.this.longest + 1;
				ByteArrayOutputStream out = new ByteArrayOutputStream(this.held);
				int copied = copy(this.window, this.held, safe, out);
				System.arraycopy(this.window, copied, this.window, 0, this.held - copied);
				this.held -= copied;
				this.ready = out.toByteArray();
				this.next = 0;
			}
			return true;
		}

		@Override
		public void close() throws IOException {
			this.in.close();
		}

	}

}
