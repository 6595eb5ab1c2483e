package io.aaas;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Lets the system give up a connection whose other end takes nothing any more. Where a
 * link goes silently down, what is written only waits to be acknowledged, which Linux
 * lets it do for a quarter of an hour; a client that follows events would be kept for as
 * long. {@code TCP_USER_TIMEOUT} of tcp(7) ends that, and what is accepted has it from
 * the socket that listens. The JDK does not know it, nor the number of a socket: that is
 * found in {@code /proc}.
 */
@Component
@SuppressWarnings("restricted")
class TcpUserTimeout {

	private static final Logger logger = LoggerFactory.getLogger(TcpUserTimeout.class);

	private static final int IPPROTO_TCP = 6;

	private static final int TCP_USER_TIMEOUT = 18;

	private static final String LISTEN = "0A";

	private final Duration timeout;

	TcpUserTimeout(TomcatServerProperties tomcat) {
		// A little longer than Tomcat waits for a client that it cannot write to.
		Duration writing = Objects.requireNonNull(tomcat.getConnectionTimeout());
		this.timeout = writing.plus(writing.dividedBy(4));
	}

	@EventListener
	void onWebServer(WebServerInitializedEvent event) {
		if (!System.getProperty("os.name").equals("Linux")) {
			return;
		}
		try {
			Set<String> sockets = listening(event.getWebServer().getPort());
			List<Integer> descriptors = descriptors(sockets);
			if (descriptors.isEmpty()) {
				throw new IllegalStateException("the socket that listens is not in /proc");
			}
			descriptors.forEach(this::set);
		}
		catch (IOException | RuntimeException ex) {
			logger.warn("A client behind a link that goes silently down is kept for as long as the system does: {}",
					ex.toString());
		}
	}

	/** The sockets that listen on a port, as links to them read. */
	private static Set<String> listening(int port) throws IOException {
		String suffix = ":%04X".formatted(port);
		Set<String> sockets = new HashSet<>();
		for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
			if (Files.isReadable(Path.of(table))) {
				for (String line : Files.readAllLines(Path.of(table))) {
					String[] columns = line.strip().split("\\s+");
					if (columns[1].endsWith(suffix) && columns[3].equals(LISTEN)) {
						sockets.add("socket:[" + columns[9] + "]");
					}
				}
			}
		}
		return sockets;
	}

	private static List<Integer> descriptors(Set<String> sockets) throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.filter((descriptor) -> sockets.contains(target(descriptor)))
				.map((descriptor) -> Integer.valueOf(descriptor.getFileName().toString()))
				.toList();
		}
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			// Closed meanwhile.
			return "";
		}
	}

	private void set(int descriptor) {
		Linker linker = Linker.nativeLinker();
		MethodHandle setsockopt = linker.downcallHandle(linker.defaultLookup().findOrThrow("setsockopt"),
				FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
						ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
		try (Arena arena = Arena.ofConfined()) {
			MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, Math.toIntExact(this.timeout.toMillis()));
			int result = (int) setsockopt.invokeExact(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, value, Integer.BYTES);
			if (result != 0) {
				throw new IllegalStateException("setsockopt(2) refuses TCP_USER_TIMEOUT");
			}
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("setsockopt(2) cannot be called", ex);
		}
	}

}
