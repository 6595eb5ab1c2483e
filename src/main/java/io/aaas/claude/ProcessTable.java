package io.aaas.claude;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The machine's processes, from {@code /proc} where there is one, else from the JDK (then
 * without sessions and cookies).
 */
final class ProcessTable {

	private final Path proc;

	private final boolean present;

	ProcessTable(Path proc) {
		this.proc = proc;
		this.present = Files.isReadable(proc.resolve("self/stat"));
	}

	ProcessTable() {
		this(Path.of("/proc"));
	}

	boolean hasCookies() {
		return this.present;
	}

	/** The live process of that id; {@code null} if there is none or only its remains. */
	@Nullable Entry find(long pid) {
		if (!this.present) {
			return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(Entry::of).orElse(null);
		}
		byte[] stat = read(pid, "stat");
		Entry entry = (stat != null) ? Entry.parse(new String(stat, StandardCharsets.ISO_8859_1)) : null;
		return (entry != null && entry.state != 'Z' && entry.state != 'X') ? entry : null;
	}

	/** Whether it lives; {@code true} if that cannot be seen, as without file handles. */
	boolean isAlive(ProcessIdentity identity) {
		Entry entry = find(identity.pid());
		return (entry != null) ? entry.identity.equals(identity) : isUnreadable(identity.pid());
	}

	private boolean isUnreadable(long pid) {
		return this.present && read(pid, "stat") == null && Files.exists(this.proc.resolve(Long.toString(pid)));
	}

	/** Signal exactly this process; nothing happens if it is gone. */
	boolean signal(ProcessIdentity identity, int signal) {
		Entry entry = find(identity.pid());
		return entry != null && entry.identity.equals(identity) && Signals.send(identity.pid(), signal);
	}

	List<Entry> children(ProcessIdentity parent) {
		byte[] children = this.present ? read(parent.pid(), "task/" + parent.pid() + "/children") : null;
		if (children == null) {
			return all().stream().filter((entry) -> entry.parent == parent.pid()).toList();
		}
		return Arrays.stream(new String(children, StandardCharsets.US_ASCII).split(" "))
			.filter((pid) -> !pid.isBlank())
			.<Entry>mapMulti((pid, sink) -> {
				Entry entry = find(Long.parseLong(pid.strip()));
				if (entry != null) {
					sink.accept(entry);
				}
			})
			.toList();
	}

	List<Entry> all() {
		if (!this.present) {
			return ProcessHandle.allProcesses().map(Entry::of).toList();
		}
		List<Entry> result = new ArrayList<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(this.proc, "[1-9]*")) {
			for (Path directory : directories) {
				try {
					Entry entry = find(Long.parseLong(directory.getFileName().toString()));
					if (entry != null) {
						result.add(entry);
					}
				}
				catch (NumberFormatException ignored) {
					// Not a process.
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return result;
	}

	/** The agent and launch a process belongs to, if it says so and we may look. */
	@Nullable Cookie cookie(long pid) {
		byte[] environment = this.present ? read(pid, "environ") : null;
		if (environment == null) {
			return null;
		}
		String agent = null;
		String launch = null;
		for (String variable : new String(environment, StandardCharsets.UTF_8).split("\0")) {
			if (variable.startsWith(ClaudeEnvironment.AGENT_COOKIE + "=")) {
				agent = variable.substring(ClaudeEnvironment.AGENT_COOKIE.length() + 1);
			}
			else if (variable.startsWith(ClaudeEnvironment.LAUNCH_COOKIE + "=")) {
				launch = variable.substring(ClaudeEnvironment.LAUNCH_COOKIE.length() + 1);
			}
		}
		try {
			return (agent != null && launch != null) ? new Cookie(agent, Integer.parseInt(launch)) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Whether a process was started with an argument; {@code true} if it cannot be known.
	 */
	boolean hasArgument(long pid, String argument) {
		byte[] command = this.present ? read(pid, "cmdline") : null;
		return command == null || List.of(new String(command, StandardCharsets.UTF_8).split("\0")).contains(argument);
	}

	private byte @Nullable [] read(long pid, String file) {
		try {
			return Files.readAllBytes(this.proc.resolve(Long.toString(pid)).resolve(file));
		}
		catch (IOException ex) {
			// It has ended, or it is not ours to look at.
			return null;
		}
	}

	/**
	 * What the environment of an agent's processes says.
	 *
	 * @param agentId the agent
	 * @param launch the number of its launch
	 */
	record Cookie(String agentId, int launch) {
	}

	/**
	 * One process.
	 *
	 * @param identity which one
	 * @param parent its parent's pid
	 * @param session its session's id, 0 if unknown
	 * @param state a letter, as in {@code ps}
	 * @param name the program's name, cut to 15 bytes
	 * @param residentBytes how much memory it holds, 0 if unknown
	 */
	record Entry(ProcessIdentity identity, long parent, long session, char state, String name, long residentBytes) {

		/** The fields after the name, which itself may hold blanks and brackets. */
		private static final int STATE = 0;

		private static final int PARENT = 1;

		private static final int SESSION = 3;

		private static final int START_TIME = 19;

		private static final int RESIDENT_PAGES = 21;

		/** On all of Linux's that Node runs on but for some of ARM's. */
		private static final long PAGE = 4096;

		static @Nullable Entry parse(String stat) {
			int open = stat.indexOf('(');
			int close = stat.lastIndexOf(')');
			if (open < 0 || close < open) {
				return null;
			}
			String[] fields = stat.substring(close + 1).strip().split(" ");
			if (fields.length <= RESIDENT_PAGES) {
				return null;
			}
			long pid = Long.parseLong(stat.substring(0, open).strip());
			return new Entry(new ProcessIdentity(pid, Long.parseLong(fields[START_TIME])),
					Long.parseLong(fields[PARENT]), Long.parseLong(fields[SESSION]), fields[STATE].charAt(0),
					stat.substring(open + 1, close), Long.parseLong(fields[RESIDENT_PAGES]) * PAGE);
		}

		static Entry of(ProcessHandle handle) {
			long start = handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
			long parent = handle.parent().map(ProcessHandle::pid).orElse(0L);
			String name = handle.info().command().map((command) -> Path.of(command).toFile().getName()).orElse("");
			return new Entry(new ProcessIdentity(handle.pid(), start), parent, 0, '?', name, 0);
		}

		long pid() {
			return this.identity.pid();
		}

	}

}
