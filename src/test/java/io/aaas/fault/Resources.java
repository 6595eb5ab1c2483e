package io.aaas.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the service's process holds at a moment.
 *
 * @param files open files that are no sockets
 * @param sockets open sockets, those to the database among them
 * @param threads its threads, without those of the JVM itself
 * @param heap used heap after a collection, in bytes
 */
record Resources(int files, int sockets, int threads, long heap) {

	/** They come and go as the JVM likes: compilers, collectors, carriers, reapers. */
	private static final Pattern JVM_THREAD = Pattern
		.compile("(C1 |C2 |GC |G1 |VM |ForkJoinPool|process reaper|Cleaner|Common-Cleaner).*");

	private static final Pattern USED = Pattern.compile("used (\\d+)K");

	/** The least of both: readers come and go, and what leaks stays. */
	Resources least(Resources other) {
		return new Resources(Math.min(this.files, other.files), Math.min(this.sockets, other.sockets),
				Math.min(this.threads, other.threads), Math.min(this.heap, other.heap));
	}

	/** Look at a process, which collects its garbage for it. */
	static Resources of(long pid) {
		jcmd(pid, "GC.run");
		Matcher heap = USED.matcher(jcmd(pid, "GC.heap_info"));
		if (!heap.find()) {
			throw new IllegalStateException("The heap cannot be seen");
		}
		List<String> open = list(pid, "fd").map(Resources::target).toList();
		int sockets = (int) open.stream().filter((target) -> target.startsWith("socket:")).count();
		int threads = (int) list(pid, "task").map((task) -> read(task.resolve("comm")))
			.filter((name) -> !JVM_THREAD.matcher(name).matches())
			.count();
		return new Resources(open.size() - sockets, sockets, threads, Long.parseLong(heap.group(1)) * 1024);
	}

	private static Stream<Path> list(long pid, String kind) {
		try (Stream<Path> entries = Files.list(Path.of("/proc", Long.toString(pid), kind))) {
			return entries.toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String target(Path link) {
		try {
			return Files.readSymbolicLink(link).toString();
		}
		catch (IOException ex) {
			return "closed meanwhile";
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file).strip();
		}
		catch (IOException ex) {
			// It has ended meanwhile.
			return "GC ";
		}
	}

	private static String jcmd(long pid, String command) {
		try {
			Process jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
					Long.toString(pid), command)
				.start();
			return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
