package io.aaas.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Removes what launches have written that have ended: all of it is in the log by then. It
 * is there only if it could not be deleted with the launch's end.
 */
@Component
class OldSpools {

	private static final Logger logger = LoggerFactory.getLogger(OldSpools.class);

	/** A launch that ends deletes its spool itself, very soon after that is recorded. */
	private static final Duration GRACE = Duration.ofMinutes(1);

	private final Workspaces workspaces;

	private final ReconciliationRepository records;

	private final Clock clock;

	private Instant next = Instant.MIN;

	OldSpools(Workspaces workspaces, ReconciliationRepository records, Clock clock) {
		this.workspaces = workspaces;
		this.records = records;
		this.clock = clock;
	}

	/**
	 * Remove them, unless that was done within the last minute.
	 * @return those that were removed
	 */
	List<Path> removeSome() {
		Instant now = this.clock.instant();
		if (now.isBefore(this.next)) {
			return List.of();
		}
		this.next = now.plus(GRACE);
		List<Workspaces.Spool> old = this.workspaces.spools()
			.stream()
			.filter((spool) -> isOlder(spool.file(), now.minus(GRACE)))
			.toList();
		Map<String, Set<Integer>> ended = this.records
			.endedLaunches(old.stream().map(Workspaces.Spool::agentId).collect(Collectors.toSet()));
		return old.stream()
			.filter((spool) -> ended.getOrDefault(spool.agentId(), Set.of()).contains(spool.launch()))
			.map(Workspaces.Spool::file)
			.filter(OldSpools::remove)
			.toList();
	}

	private static boolean remove(Path spool) {
		try {
			Files.delete(spool);
			logger.warn("Found and repaired: {}: {}", spool, Finding.OLD_SPOOL.description());
			return true;
		}
		catch (IOException ex) {
			logger.debug("{} cannot be deleted", spool, ex);
			return false;
		}
	}

	private static boolean isOlder(Path file, Instant time) {
		try {
			return Files.getLastModifiedTime(file).toInstant().isBefore(time);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
