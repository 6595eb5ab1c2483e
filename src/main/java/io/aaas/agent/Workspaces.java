package io.aaas.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.aaas.problem.ProblemException;
import io.aaas.problem.StartupException;
import io.aaas.store.DataDirectory;

import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;

/**
 * The directories of agents: {@code <workspaces>/<tenant>/<agent>/{work,config,tmp}} and
 * {@code <data>/spool/<agent>}. Only what the service made is ever removed.
 */
@Component
class Workspaces {

	private static final FileAttribute<Set<PosixFilePermission>> PRIVATE = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	/** The form of an agent's id. */
	private static final String AGENT = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

	private static final Pattern SPOOL = Pattern.compile("([^/]+)/(\\d{1,9})\\.(?:out|err)");

	private final Path root;

	private final Path spools;

	/** Of agents that may never be: a file each, named like it, that tells its tenant. */
	private final Path warm;

	private final List<Path> allowedRoots;

	Workspaces(AgentProperties properties, DataDirectory data) {
		Path root = properties.workspacesDirectory();
		try {
			this.root = Files.createDirectories((root != null) ? root : data.path().resolve("workspaces"), PRIVATE)
				.toRealPath();
			this.spools = Files.createDirectories(data.path().resolve("spool"), PRIVATE);
			this.warm = Files.createDirectories(data.path().resolve("warm"), PRIVATE);
			this.allowedRoots = properties.allowedRoots().isEmpty() ? List.of(this.root)
					: properties.allowedRoots().stream().map(Path::toAbsolutePath).toList();
		}
		catch (IOException ex) {
			throw new StartupException(
					"The workspaces directory cannot be made (" + ex.getMessage() + "); set WORKSPACES_DIR", ex);
		}
	}

	/** Where they are. */
	Path root() {
		return this.root;
	}

	Path own(String tenantId, String agentId) {
		return home(tenantId, agentId).resolve("work");
	}

	Path config(Agent agent) {
		return home(agent.tenantId(), agent.id()).resolve("config");
	}

	Path temporary(Agent agent) {
		return home(agent.tenantId(), agent.id()).resolve("tmp");
	}

	Path spool(String agentId, int launch) {
		return this.spools.resolve(agentId).resolve(launch + ".out");
	}

	Path errors(String agentId, int launch) {
		return this.spools.resolve(agentId).resolve(launch + ".err");
	}

	/** All spools and stderr files there are, of whatever agent. */
	List<Spool> spools() {
		try (Stream<Path> files = Files.walk(this.spools, 2)) {
			return files.map(this.spools::relativize).flatMap(this::spool).toList();
		}
		catch (IOException | UncheckedIOException ex) {
			// An agent is being deleted.
			return List.of();
		}
	}

	/** How many bytes they are. */
	long spooled() {
		return spools().stream().mapToLong((spool) -> spool.file().toFile().length()).sum();
	}

	private Stream<Spool> spool(Path relative) {
		Matcher matcher = SPOOL.matcher(relative.toString());
		return matcher.matches()
				? Stream
					.of(new Spool(matcher.group(1), Integer.parseInt(matcher.group(2)), this.spools.resolve(relative)))
				: Stream.empty();
	}

	private Path home(String tenantId, String agentId) {
		return this.root.resolve(tenantId).resolve(agentId);
	}

	/**
	 * A caller's working directory.
	 * @param tenantId the caller's tenant
	 * @return its real path
	 * @throws ProblemException if it is no directory below an allowed root, or what the
	 * service keeps of an agent
	 */
	Path resolve(String tenantId, String workingDirectory) {
		String field = "config.working_directory";
		try {
			Path real = Path.of(workingDirectory).toRealPath();
			if (!Path.of(workingDirectory).isAbsolute() || !Files.isDirectory(real)) {
				throw ProblemException.invalidField(field, "must be the absolute path of a directory");
			}
			if (this.allowedRoots.stream().map(Workspaces::real).noneMatch(real::startsWith)) {
				throw ProblemException.invalidField(field, "must lie below one of ALLOWED_ROOTS");
			}
			if (this.allowedRoots.stream().map(Workspaces::real).anyMatch(real::equals)) {
				throw ProblemException.invalidField(field, "must lie below an allowed root, not be the root itself");
			}
			if (isKept(tenantId, real)) {
				throw ProblemException.invalidField(field, "must not be what the service keeps of an agent");
			}
			return real;
		}
		catch (IOException | InvalidPathException ex) {
			throw ProblemException.invalidField(field, "must be the absolute path of a directory that exists");
		}
	}

	/**
	 * An agent's working directory may be shared within its tenant; the rest of its home
	 * may not.
	 */
	private boolean isKept(String tenantId, Path real) {
		Path below = real.startsWith(this.root) ? this.root.relativize(real) : Path.of("");
		if (below.getNameCount() < 2 || !below.getName(1).toString().matches(AGENT)) {
			return false;
		}
		return !below.startsWith(tenantId) || below.getNameCount() < 3 || !below.getName(2).toString().equals("work");
	}

	private static Path real(Path path) {
		try {
			return path.toRealPath();
		}
		catch (IOException ex) {
			return path.normalize();
		}
	}

	/** Make what an agent needs, where it is not there. */
	void make(Agent agent) {
		try {
			Files.createDirectories(config(agent), PRIVATE);
			Files.createDirectories(temporary(agent), PRIVATE);
			if (agent.ownsWorkingDirectory()) {
				Files.createDirectories(agent.workingDirectory(), PRIVATE);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The agent's directories cannot be made", ex);
		}
	}

	/** Whatever is made for this agent is to be removed if there is no such agent. */
	void markWarm(Agent agent) {
		try {
			Files.writeString(this.warm.resolve(agent.id()), agent.tenantId());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A process cannot be marked as one without an agent", ex);
		}
	}

	void unmarkWarm(String agentId) {
		try {
			Files.deleteIfExists(this.warm.resolve(agentId));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A mark cannot be removed", ex);
		}
	}

	/** The ids that are marked. */
	List<String> marked() {
		try (Stream<Path> marks = Files.list(this.warm)) {
			return marks.map((mark) -> mark.getFileName().toString()).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The marks cannot be read", ex);
		}
	}

	/** Remove what was made for an agent that never was. */
	void removeMarked(String agentId) {
		try {
			FileSystemUtils.deleteRecursively(home(Files.readString(this.warm.resolve(agentId)), agentId));
			FileSystemUtils.deleteRecursively(this.spools.resolve(agentId));
			unmarkWarm(agentId);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The directories of an agent that never was cannot be removed", ex);
		}
	}

	/**
	 * Remove what the service made for an agent.
	 * @param keepWork whether its working directory stays
	 */
	void remove(Agent agent, boolean keepWork) {
		try {
			FileSystemUtils.deleteRecursively(this.spools.resolve(agent.id()));
			FileSystemUtils.deleteRecursively(config(agent));
			FileSystemUtils.deleteRecursively(temporary(agent));
			if (agent.ownsWorkingDirectory() && !keepWork) {
				FileSystemUtils.deleteRecursively(home(agent.tenantId(), agent.id()));
			}
			else if (!agent.ownsWorkingDirectory()) {
				Files.deleteIfExists(home(agent.tenantId(), agent.id()));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The agent's directories cannot be removed", ex);
		}
	}

	/**
	 * A file that a launch has written.
	 */
	record Spool(String agentId, int launch, Path file) {
	}

}
