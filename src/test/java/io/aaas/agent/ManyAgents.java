package io.aaas.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.aaas.event.Event;
import io.aaas.event.EventType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of agents of many kinds, put into the database as the service does it.
 */
final class ManyAgents {

	static final String TENANT = "many";

	private static final int BATCH = 500;

	private final TestJournal database;

	/** As they are in the database, by age; the deleted ones left out. */
	final List<Agent> agents = new ArrayList<>();

	private int made;

	ManyAgents(TestJournal database) {
		this.database = database;
	}

	/** Every seventh is another tenant's, every eleventh deleted. */
	void insert(int count) {
		for (int done = 0; done < count; done += BATCH) {
			List<Agent> rows = new ArrayList<>();
			for (int i = done; i < Math.min(count, done + BATCH); i++) {
				rows.add(agent(this.made++));
			}
			this.database.store.write("", (transaction) -> {
				rows.forEach((agent) -> this.database.agents.insert(transaction, agent));
				return true;
			});
			rows.stream()
				.filter((agent) -> agent.tenantId().equals(TENANT) && agent.deletedAt() == null)
				.forEach(this.agents::add);
		}
		this.database.store.write("", (transaction) -> transaction.sql("analyze").update());
	}

	private static Agent agent(int i) {
		Agent base = TestJournal.agent();
		AgentStatus status = AgentStatus.values()[i % AgentStatus.values().length];
		Activity activity = (status == AgentStatus.RUNNING) ? Activity.values()[i / 5 % Activity.values().length]
				: null;
		return new Agent(base.id(), (i % 7 == 0) ? "other" : TENANT, "Agent " + i, status, activity,
				"template" + i % 3 + "@1", base.config(), labels(i), base.workingDirectory(),
				base.ownsWorkingDirectory(), base.node(), base.epoch(), base.lastSeq(), base.launch(), base.pid(),
				base.sessionId(), base.messagesCount(), base.queueLength(), base.usage(), base.lastError(),
				TestJournal.NOW.plusMillis(i / 10), base.updatedAt(), base.lastActiveAt(),
				(i % 11 == 0) ? TestJournal.NOW : null);
	}

	private static Map<String, String> labels(int i) {
		String team = "team-" + i % 10;
		return (i % 1000 == 3) ? Map.of("team", team, "rare", "yes") : Map.of("team", team);
	}

	/** Give each of the first agents a log of this length. */
	void insertEvents(int agents, int each) {
		for (Agent agent : this.agents.subList(0, agents)) {
			List<Event> log = new ArrayList<>();
			for (int seq = 1; seq <= each; seq++) {
				log.add(new Event(agent.id(), seq, null, EventType.CLAUDE_ASSISTANT, TestJournal.NOW,
						"{\"text\":\"" + "x".repeat(400) + "\"}"));
			}
			this.database.store.write(agent.id(), (transaction) -> {
				this.database.eventLog.append(transaction, TENANT, log, Map.of());
				return true;
			});
		}
		this.database.store.write("", (transaction) -> transaction.sql("analyze").update());
	}

	/** All pages that a filter finds, put together. */
	List<Agent> walk(AgentFilter filter, int limit) {
		List<Agent> found = new ArrayList<>();
		List<Agent> page = page(filter, null, limit);
		while (!page.isEmpty()) {
			found.addAll(page);
			page = page(filter, found.getLast(), limit);
		}
		return found;
	}

	List<Agent> page(AgentFilter filter, @Nullable Agent after, int limit) {
		return this.database.agents.page(TENANT, filter,
				(after != null) ? AgentCursor.parse(AgentCursor.of(after)) : null, limit);
	}

}
