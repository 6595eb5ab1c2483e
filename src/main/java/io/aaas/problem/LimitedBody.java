package io.aaas.problem;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.util.unit.DataSize;

/**
 * A request whose body ends with an exception once it is longer than the limit.
 */
class LimitedBody extends HttpServletRequestWrapper {

	private final DataSize limit;

	private @Nullable ServletInputStream stream;

	private @Nullable BufferedReader reader;

	LimitedBody(HttpServletRequest request, DataSize limit) {
		super(request);
		this.limit = limit;
	}

	static ProblemException tooLarge(DataSize limit) {
		return new ProblemException(ProblemType.PAYLOAD_TOO_LARGE,
				"The body is larger than " + limit.toMegabytes() + " MiB, the most that is taken here.")
			.with("limit_bytes", limit.toBytes());
	}

	@Override
	public ServletInputStream getInputStream() throws IOException {
		if (this.stream == null) {
			this.stream = new CountingStream(super.getInputStream(), this.limit);
		}
		return this.stream;
	}

	@Override
	public BufferedReader getReader() throws IOException {
		if (this.reader == null) {
			String encoding = getCharacterEncoding();
			this.reader = new BufferedReader(new InputStreamReader(getInputStream(),
					(encoding != null) ? encoding : StandardCharsets.UTF_8.name()));
		}
		return this.reader;
	}

	private static final class CountingStream extends ServletInputStream {

		private final ServletInputStream body;

		private final DataSize limit;

		private long count;

		CountingStream(ServletInputStream body, DataSize limit) {
			this.body = body;
			this.limit = limit;
		}

		@Override
		public int read() throws IOException {
			int read = this.body.read();
			count((read >= 0) ? 1 : 0);
			return read;
		}

		@Override
		public int read(byte[] target, int offset, int length) throws IOException {
			int read = this.body.read(target, offset, length);
			count(read);
			return read;
		}

		private void count(int read) {
			this.count += Math.max(0, read);
			if (this.count > this.limit.toBytes()) {
				throw tooLarge(this.limit);
			}
		}

		@Override
		public boolean isFinished() {
			return this.body.isFinished();
		}

		@Override
		public boolean isReady() {
			return this.body.isReady();
		}

		@Override
		public void setReadListener(ReadListener listener) {
			this.body.setReadListener(listener);
		}

	}

}
