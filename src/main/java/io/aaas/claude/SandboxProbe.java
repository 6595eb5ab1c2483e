package io.aaas.claude;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the sandbox works here by using it: a container or a distribution may
 * forbid user namespaces though the program is there.
 */
final class SandboxProbe {

	private static final Logger log = LoggerFactory.getLogger(SandboxProbe.class);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final ClaudeProperties properties;

	private final String searchPath;

	private final @Nullable Cgroups cgroups;

	SandboxProbe(ClaudeProperties properties, String searchPath) {
		this.properties = properties;
		this.cgroups = Cgroups.find(Path.of("/proc"));
		this.searchPath = searchPath;
	}

	/**
	 * Try it, as far as the configuration wants one.
	 * @throws ClaudeUnavailableException if the configuration demands one and there is
	 * none
	 */
	Confinement find() {
		Confinement found = switch (this.properties.sandbox()) {
			case NONE -> without("the configuration says so");
			case AUTO, BUBBLEWRAP -> bubblewrap();
		};
		if (found.bubblewrap() == null && this.properties.sandbox() == ClaudeProperties.SandboxMode.BUBBLEWRAP) {
			throw new ClaudeUnavailableException("The configuration demands the bubblewrap sandbox, but "
					+ found.sandbox().reason() + ". Install bubblewrap and allow user namespaces, or set SANDBOX=none");
		}
		log.info("Sandbox: {} ({})", found.sandbox().name(), found.sandbox().reason());
		return found;
	}

	private Confinement bubblewrap() {
		Path program = Programs.find("bwrap", this.searchPath);
		Path harmless = Programs.find("true", this.searchPath);
		if (program == null || harmless == null) {
			return without("bwrap is not on the PATH");
		}
		Bubblewrap whole = Bubblewrap.of(program, this.properties.hiddenDirectories(),
				this.properties.onServiceLoss() == ClaudeProperties.OnServiceLoss.KILL);
		try {
			if (run(whole, harmless).code() == 0) {
				return with(whole, "bwrap works here");
			}
			Bubblewrap lesser = whole.withoutOwnProcesses();
			Programs.Outcome outcome = run(lesser, harmless);
			return (outcome.code() == 0)
					? with(lesser,
							"bwrap works here, but agents see that other processes are there, and their arguments")
					: without("bwrap does not work here: " + outcome.output());
		}
		catch (IOException ex) {
			return without("bwrap does not work here: " + ex.getMessage());
		}
	}

	private Programs.Outcome run(Bubblewrap bubblewrap, Path harmless) throws IOException {
		return Programs.run(bubblewrap.probe(harmless), Map.of("PATH", this.searchPath), TIMEOUT);
	}

	private Confinement with(Bubblewrap bubblewrap, String reason) {
		return new Confinement(new Sandbox("bubblewrap", reason, true), bubblewrap, this.cgroups);
	}

	private Confinement without(String reason) {
		String ends = (this.cgroups != null) ? "; processes are ended by their control group"
				: "; processes are ended as far as they can be found";
		return new Confinement(new Sandbox("none", reason + ends, false), null, this.cgroups);
	}

}
