package io.aaas.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.aaas.store.TestStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/**
 * The list of agents, when there are ten thousand.
 */
@TestInstance(Lifecycle.PER_CLASS)
abstract class AgentListingContract {

	private static final AgentFilter ALL = new AgentFilter(null, null, null, Map.of(), null);

	private TestJournal database;

	private ManyAgents many;

	abstract TestStore open();

	/** How the database tells its way. */
	abstract String explain();

	/** What it says when it goes through all agents. */
	abstract String scanned();

	@BeforeAll
	void insertAgents() {
		this.database = new TestJournal(open());
		this.many = new ManyAgents(this.database);
		this.many.insert(10_000);
		this.many.insertEvents(5, 2000);
	}

	@AfterAll
	void close() {
		this.database.close();
	}

	static Stream<Arguments> filters() {
		return Stream.of(filter("all", ALL, (agent) -> true),
				filter("status", new AgentFilter(AgentStatus.STOPPED, null, null, Map.of(), null),
						(agent) -> agent.status() == AgentStatus.STOPPED),
				filter("activity", new AgentFilter(null, Activity.BUSY, null, Map.of(), null),
						(agent) -> agent.activity() == Activity.BUSY),
				filter("template", new AgentFilter(null, null, "template1", Map.of(), null),
						(agent) -> agent.template().equals("template1@1")),
				filter("label", new AgentFilter(null, null, null, Map.of("team", "team-3"), null),
						(agent) -> "team-3".equals(agent.labels().get("team"))),
				filter("rare label", new AgentFilter(null, null, null, Map.of("rare", "yes"), null),
						(agent) -> agent.labels().containsKey("rare")),
				filter("text", new AgentFilter(null, null, null, Map.of(), "aGENT 12"),
						(agent) -> agent.name().startsWith("Agent 12")),
				filter("several",
						new AgentFilter(AgentStatus.RUNNING, Activity.IDLE, "template2@1", Map.of("team", "team-1"),
								"9"),
						(agent) -> agent.activity() == Activity.IDLE && agent.template().equals("template2@1")
								&& "team-1".equals(agent.labels().get("team")) && agent.name().contains("9")),
				filter("none", new AgentFilter(null, null, "template9", Map.of(), null), (agent) -> false));
	}

	private static Arguments filter(String name, AgentFilter filter, Predicate<Agent> expected) {
		return argumentSet(name, filter, expected);
	}

	@ParameterizedTest
	@MethodSource("filters")
	void pagesTogetherAreWhatTheFilterLetsPass(AgentFilter filter, Predicate<Agent> expected) {
		List<Agent> agents = this.many.agents.stream().filter(expected).toList();
		assertThat(this.many.walk(filter, 1000)).isEqualTo(agents);
		assertThat(this.many.walk(filter, 101)).isEqualTo(agents);
	}

	@ParameterizedTest
	@MethodSource("filters")
	void pageIsFoundByAnIndexWithoutALookIntoAnyLog(AgentFilter filter, Predicate<Agent> expected) {
		Agent after = this.many.agents.get(4000);
		List<Object> parameters = new ArrayList<>();
		String sql = Statements.executed(() -> this.many.page(filter, after, 100), parameters);
		List<String> plan = this.database.store.read((transaction) -> transaction.sql(explain() + " " + sql)
			.params(parameters)
			.query((rs, row) -> rs.getString(rs.getMetaData().getColumnCount()))
			.list());
		assertThat(String.join("\n", plan)).doesNotContain("events");
		// Who looks for what is rare has to look at all agents, and may do so in any way.
		if (this.many.page(filter, after, 100).size() == 100) {
			assertThat(String.join("\n", plan)).doesNotContain(scanned()).containsIgnoringCase("index");
		}
	}

	@Test
	void pagesStayRightWhileAgentsComeAndGo() {
		List<Agent> before = List.copyOf(this.many.agents);
		List<Agent> seen = new ArrayList<>(this.many.page(ALL, null, 1000));
		Agent gone = seen.getLast();
		this.database.store.write(gone.id(), (transaction) -> {
			this.database.agents.purge(transaction, gone.id());
			return true;
		});
		this.many.agents.remove(gone);
		this.many.insert(50);
		List<Agent> page = this.many.page(ALL, gone, 1000);
		while (!page.isEmpty()) {
			seen.addAll(page);
			page = this.many.page(ALL, seen.getLast(), 1000);
		}
		List<Agent> expected = new ArrayList<>(before);
		expected.addAll(this.many.agents.subList(before.size() - 1, this.many.agents.size()));
		assertThat(seen).isEqualTo(expected);
	}

}
