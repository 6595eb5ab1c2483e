package io.aaas.agent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.aaas.store.TestStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the repositories promise, on whichever database.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class RepositoryContract {

	private static final AgentFilter ALL = new AgentFilter(null, null, null, Map.of(), null);

	private TestJournal database;

	private AgentRepository agents;

	private String tenant;

	abstract TestStore open();

	/** How the database says that it looks into an index. */
	abstract String indexed(String index);

	abstract String explain();

	@BeforeAll
	void openStore() {
		this.database = new TestJournal(open());
		this.agents = this.database.agents;
	}

	@AfterAll
	void closeStore() {
		this.database.close();
	}

	@BeforeEach
	void newTenant() {
		this.tenant = Identifiers.next();
	}

	@Test
	void findWhenAgentIsOfAnotherTenantOrDeletedIsEmpty() {
		Agent agent = insert((edit) -> {
		});
		assertThat(this.agents.find(this.tenant, agent.id())).contains(agent);
		assertThat(this.agents.find("another", agent.id())).isEmpty();
		assertThat(this.agents.find(this.tenant, "nobody")).isEmpty();
		Agent deleted = insert((edit) -> edit.deletedAt = TestJournal.NOW);
		assertThat(this.agents.find(this.tenant, deleted.id())).isEmpty();
		assertThat(this.agents.exists(deleted.id())).isTrue();
		assertThat(this.agents.exists("nobody")).isFalse();
	}

	@Test
	void updateWhenEpochOrNumberIsOldChangesNothing() {
		Agent agent = insert((edit) -> edit.lastSeq = 7);
		Agent changed = agent.edited((edit) -> edit.name = "changed");
		assertThat(update(changed.edited((edit) -> edit.epoch = 0), 7)).isFalse();
		assertThat(update(changed.edited((edit) -> edit.epoch = 2), 7)).isFalse();
		assertThat(update(changed, 6)).isFalse();
		assertThat(update(changed, 8)).isFalse();
		assertThat(this.agents.find(this.tenant, agent.id())).contains(agent);
		assertThat(update(changed, 7)).isTrue();
		assertThat(this.agents.find(this.tenant, agent.id())).contains(changed);
	}

	@Test
	void purgeWhenAgentHasRowsRemovesEveryTrace() {
		AgentState state = this.database.insert(TestJournal.agent().edited((edit) -> edit.labels = Map.of("a", "b")));
		AgentChange change = new AgentChange(state, TestJournal.NOW);
		change.accept(TestJournal.message(state.agent(), "x".repeat(300_000)));
		change.ask(TestJournal.approval(change, "request"));
		this.database.journal.commit(change);
		assertThat(this.database.rows(state.agent().id()).get("event_payloads")).isNotEmpty();
		this.database.store.write("", (transaction) -> {
			this.agents.purge(transaction, state.agent().id());
			return true;
		});
		assertThat(this.database.rows(state.agent().id())).allSatisfy((table, rows) -> assertThat(rows).isEmpty());
	}

	@Test
	void pageWhenThereAreManyReturnsEachAgentOnce() {
		List<Agent> inserted = new ArrayList<>();
		for (int i = 0; i < 25; i++) {
			inserted.add(insert((edit) -> {
			}));
		}
		List<Agent> seen = new ArrayList<>();
		List<Agent> page = this.agents.page(this.tenant, ALL, null, 10);
		while (!page.isEmpty()) {
			assertThat(page).hasSizeLessThanOrEqualTo(10);
			seen.addAll(page);
			page = this.agents.page(this.tenant, ALL, AgentCursor.parse(AgentCursor.of(seen.getLast())), 10);
		}
		assertThat(seen).isEqualTo(inserted);
	}

	@Test
	void pageWhenFilteredReturnsOnlyThose() {
		Agent idle = insert((edit) -> edit.labels = Map.of("team", "blue", "env", "prod"));
		Agent busy = insert((edit) -> {
			edit.activity = Activity.BUSY;
			edit.labels = Map.of("team", "blue");
		});
		Agent stopped = insert((edit) -> {
			edit.status = AgentStatus.STOPPED;
			edit.activity = null;
			edit.labels = Map.of("team", "red", "env", "prod");
		});
		insert((edit) -> edit.deletedAt = TestJournal.NOW);
		assertThat(page(ALL)).containsExactly(idle, busy, stopped);
		assertThat(page(new AgentFilter(AgentStatus.RUNNING, null, null, Map.of(), null))).containsExactly(idle, busy);
		assertThat(page(new AgentFilter(null, Activity.BUSY, null, Map.of(), null))).containsExactly(busy);
		assertThat(page(new AgentFilter(AgentStatus.STOPPED, Activity.BUSY, null, Map.of(), null))).isEmpty();
		assertThat(page(new AgentFilter(null, null, null, Map.of("team", "blue"), null))).containsExactly(idle, busy);
		assertThat(page(new AgentFilter(null, null, null, Map.of("team", "blue", "env", "prod"), null)))
			.containsExactly(idle);
		assertThat(page(new AgentFilter(null, null, null, Map.of("team", "' or 1=1 --"), null))).isEmpty();
		assertThat(this.agents.page("another", ALL, null, 10)).isEmpty();
	}

	@Test
	void pageWhenTemplateIsNamedTakesItWithAndWithoutVersion() {
		Agent general = insert((edit) -> {
		});
		assertThat(page(template("general"))).containsExactly(general);
		assertThat(page(template("general@1"))).containsExactly(general);
		for (String other : List.of("general@2", "genera", "gen%", "genera_", "%", "@1")) {
			assertThat(page(template(other))).as(other).isEmpty();
		}
	}

	@Test
	void pageWhenTextIsGivenTakesItLiterallyInAnyCase() {
		Map<String, String> names = Map.of("percent", "100% Sure", "underscore", "a_b", "backslash", "c:\\dir", "quote",
				"it's");
		names.values().forEach((name) -> insert((edit) -> edit.name = name));
		Map<String, List<String>> found = Map.of("%", List.of("100% Sure"), "_", List.of("a_b"), "\\",
				List.of("c:\\dir"), "'", List.of("it's"), "0% sURE", List.of("100% Sure"), "A_B", List.of("a_b"), "a%b",
				List.of(), "axb", List.of());
		found.forEach((text, expected) -> assertThat(page(new AgentFilter(null, null, null, Map.of(), text))).as(text)
			.extracting(Agent::name)
			.isEqualTo(expected));
		assertThat(page(new AgentFilter(null, null, null, Map.of(), ""))).hasSize(4);
	}

	@Test
	void pageWhenThereAreTenThousandAgentsLooksIntoAnIndex() {
		String usage = Objects.requireNonNull(Documents.write(Usage.NONE));
		this.database.store.write("", (transaction) -> {
			List<Object[]> rows = new ArrayList<>();
			for (int i = 0; i < 10_000; i++) {
				rows.add(new Object[] { "many-%05d".formatted(i), (i % 10 == 0) ? this.tenant : "others", usage });
			}
			transaction.batch("""
					insert into agents (id, tenant_id, name, status, template, config, labels, working_directory,
						owns_working_directory, node, epoch, last_seq, launch, session_id, messages_count,
						queue_length, usage, created_at, updated_at, last_active_at)
					values (?, ?, 'name', 'stopped', 'general@1', '{}', '{}', '/', 0, 'local', 1, 0, 0, '', 0, 0, ?,
						0, 0, 0)""", rows);
			return true;
		});
		this.database.store.write("", (transaction) -> transaction.sql("analyze").update());
		String sql = Statements
			.executed(() -> assertThat(this.agents.page(this.tenant, ALL, new AgentCursor(0, "many-05000"), 100))
				.hasSize(100), new ArrayList<>());
		assertThat(sql).doesNotContain("events");
		List<String> plan = this.database.store.read((transaction) -> transaction.sql(explain() + " " + sql)
			.params(this.tenant, 0, "many-05000", 100)
			.query((rs, row) -> rs.getString(rs.getMetaData().getColumnCount()))
			.list());
		assertThat(String.join("\n", plan)).contains(indexed("agents_by_tenant")).doesNotContain("events");
		this.database.store.write("",
				(transaction) -> transaction.sql("delete from agents where id like 'many-%'").update());
	}

	@Test
	void unfinishedWhenThereIsNothingToDoIsEmpty() {
		Agent idle = insert((edit) -> {
		});
		Agent starting = insert((edit) -> edit.status = AgentStatus.STARTING);
		Agent deleted = insert((edit) -> {
			edit.status = AgentStatus.STARTING;
			edit.deletedAt = TestJournal.NOW;
		});
		AgentState launched = this.database.insert(TestJournal.agent());
		AgentState queued = this.database.insert(TestJournal.agent());
		AgentChange change = new AgentChange(queued, TestJournal.NOW);
		Launch launch = Objects.requireNonNull(queued.launch());
		change.launch(launch.ended(0, "exited", TestJournal.NOW));
		change.accept(TestJournal.message(queued.agent(), "text"));
		this.database.journal.commit(change);
		assertThat(this.agents.unfinished("local")).contains(starting.id(), launched.agent().id(), queued.agent().id())
			.doesNotContain(idle.id(), deleted.id());
		assertThat(this.agents.unfinished("another")).isEmpty();
	}

	@Test
	void countWhenAgentsAreDeletedLeavesThemOut() {
		int before = this.agents.count();
		insert((edit) -> {
		});
		insert((edit) -> edit.deletedAt = TestJournal.NOW);
		assertThat(this.agents.count()).isEqualTo(before + 1);
	}

	@Test
	void messagesWhenPagedReturnsEachOnce() {
		AgentState state = this.database.insert(TestJournal.agent());
		AgentState other = this.database.insert(TestJournal.agent());
		for (int i = 0; i < 7; i++) {
			state = accept(state, i);
			other = accept(other, i);
		}
		String agent = state.agent().id();
		List<Message> all = this.database.messages.page(agent, null, null, 100).rows();
		assertThat(all).extracting((message) -> message.content().intValue())
			.isEqualTo(IntStream.range(0, 7).boxed().toList());
		assertThat(pages((after) -> this.database.messages.page(agent, null, after, 3).rows(), Message::id))
			.isEqualTo(all);
		AgentChange change = new AgentChange(state, TestJournal.NOW);
		change.begin(all.getFirst(), 1);
		this.database.journal.commit(change);
		assertThat(this.database.messages.page(agent, MessageStatus.RUNNING, null, 100).rows()).extracting(Message::id)
			.containsExactly(all.getFirst().id());
		assertThat(this.database.messages.page(agent, MessageStatus.QUEUED, all.get(3).id(), 100).rows()).hasSize(3);
		assertThat(this.database.messages.find(other.agent().id(), all.getFirst().id())).isEmpty();
	}

	@Test
	void approvalsWhenPagedReturnsEachOnce() {
		AgentState state = this.database.insert(TestJournal.agent());
		String agent = state.agent().id();
		AgentChange change = new AgentChange(state, TestJournal.NOW);
		for (int i = 0; i < 5; i++) {
			change.ask(TestJournal.approval(change, "request-" + i));
		}
		this.database.journal.commit(change);
		AgentChange decision = new AgentChange(change.after(), TestJournal.NOW);
		Approval open = decision.approvals().values().iterator().next();
		decision.delivered(decision.decide(open, Approval.Status.DENIED, null, "not\0now"));
		this.database.journal.commit(decision);
		List<Approval> all = this.database.approvals.page(agent, null, null, 100).rows();
		assertThat(all).hasSize(5);
		assertThat(pages((after) -> this.database.approvals.page(agent, null, after, 2).rows(), Approval::id))
			.isEqualTo(all);
		assertThat(this.database.approvals.page(agent, Approval.Status.PENDING, null, 100).rows()).hasSize(4);
		assertThat(this.database.approvals.find(agent, open.id()).orElseThrow()).satisfies((denied) -> {
			assertThat(denied.status()).isEqualTo(Approval.Status.DENIED);
			assertThat(denied.reason()).isEqualTo("notnow");
			assertThat(denied.deliveredAt()).isEqualTo(TestJournal.NOW);
		});
		assertThat(this.database.approvals.find("another", open.id())).isEmpty();
	}

	private static <T> List<T> pages(Function<@Nullable String, List<T>> pages, Function<T, String> id) {
		List<T> seen = new ArrayList<>();
		List<T> page = pages.apply(null);
		while (!page.isEmpty()) {
			seen.addAll(page);
			page = pages.apply(id.apply(page.getLast()));
		}
		Set<String> ids = new HashSet<>(seen.stream().map(id).toList());
		assertThat(ids).hasSameSizeAs(seen);
		return seen;
	}

	private AgentState accept(AgentState state, int number) {
		AgentChange change = new AgentChange(state, TestJournal.NOW);
		Message message = TestJournal.message(state.agent(), "");
		change.accept(new Message(message.id(), message.tenantId(), message.agentId(), message.position(),
				message.status(), Documents.tree(number), null, null, message.timeout(), OnInterrupt.FAIL, 1, 0,
				message.cliUuid(), null, null, null, null, null, null, TestJournal.NOW, null, null));
		this.database.journal.commit(change);
		return change.after();
	}

	private boolean update(Agent agent, long seqBefore) {
		return this.database.store.write(agent.id(),
				(transaction) -> this.agents.update(transaction, agent, seqBefore));
	}

	private List<Agent> page(AgentFilter filter) {
		return this.agents.page(this.tenant, filter, null, 100);
	}

	private static AgentFilter template(String template) {
		return new AgentFilter(null, null, template, Map.of(), null);
	}

	private Agent insert(Consumer<Agent.Edit> edits) {
		Agent base = TestJournal.agent();
		Agent agent = new Agent(base.id(), this.tenant, base.name(), base.status(), base.activity(), base.template(),
				base.config(), base.labels(), base.workingDirectory(), base.ownsWorkingDirectory(), base.node(),
				base.epoch(), base.lastSeq(), base.launch(), base.pid(), base.sessionId(), base.messagesCount(),
				base.queueLength(), base.usage(), base.lastError(), base.createdAt(), base.updatedAt(),
				base.lastActiveAt(), null)
			.edited(edits);
		this.database.store.write(agent.id(), (transaction) -> {
			this.agents.insert(transaction, agent);
			return true;
		});
		return agent;
	}

}
