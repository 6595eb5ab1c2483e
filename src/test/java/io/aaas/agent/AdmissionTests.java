package io.aaas.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.aaas.event.EventType;
import io.aaas.problem.JsonProblems;
import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.template.IntegrationCatalog;
import io.aaas.template.TemplateCatalog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AdmissionTests {

	private static AnnotationConfigApplicationContext context;

	private static Admission admission;

	private final Agent agent = TestJournal.agent();

	@BeforeAll
	static void openContext() throws ClassNotFoundException {
		context = new AnnotationConfigApplicationContext(AgentConfigsTests.Templates.class,
				Class.forName("io.aaas.StrictJsonConfiguration"));
		AgentConfigs configs = new AgentConfigs(context.getBean(TemplateCatalog.class),
				context.getBean(IntegrationCatalog.class), context.getBean(JsonMapper.class),
				context.getBean(JsonProblems.class));
		AgentProperties properties = new Binder(new MapConfigurationPropertySource(
				Map.of("aaas.agent.queue-limit", "2", "aaas.agent.agent-timeout", "50s")))
			.bindOrCreate("aaas.agent", AgentProperties.class);
		admission = new Admission(configs, properties);
	}

	@AfterAll
	static void closeContext() {
		context.close();
	}

	@Test
	void acceptWhenAgentRunsQueuesBehindTheOthers() {
		AgentChange change = change(this.agent);
		Message first = accept(change, null);
		Message second = accept(change, null);
		assertThat(change.after().queue()).containsExactly(first.id(), second.id());
		assertThat(change.events()).hasSize(2).allMatch((event) -> event.type() == EventType.MESSAGE_QUEUED);
		assertThat(first.status()).isEqualTo(MessageStatus.QUEUED);
		assertThat(first.cliUuid()).isEqualTo(first.id());
		assertThat(first.createdAt()).isEqualTo(TestJournal.NOW);
		assertThat(second.position()).isGreaterThan(first.position());
		assertThat(first.position()).isEqualTo(this.agent.lastSeq() + 1);
	}

	@Test
	void acceptWhenQueueIsFullTellsTheLimit() {
		AgentChange change = change(this.agent);
		accept(change, null);
		accept(change, null);
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> accept(change, null)).satisfies((ex) -> {
			assertThat(ex.type()).isEqualTo(ProblemType.QUEUE_FULL);
			assertThat(ex.members()).containsEntry("limit", 2);
			assertThat(ex.retryAfter()).isNotNull();
		});
		assertThat(change.messages().accepted()).hasSize(2);
	}

	@Test
	void acceptWhenAgentIsTerminatedStartsIt() {
		AgentChange change = change(this.agent.edited((edit) -> edit.status = AgentStatus.TERMINATED));
		accept(change, null);
		assertThat(change.agent().status()).isEqualTo(AgentStatus.STARTING);
		AgentChange running = change(this.agent);
		accept(running, null);
		assertThat(running.agent().status()).isEqualTo(AgentStatus.RUNNING);
	}

	@ParameterizedTest
	@CsvSource({ "STOPPED, , false, AGENT_STOPPED", "ERROR, , false, AGENT_ERROR",
			"RUNNING, STOP, false, AGENT_STOPPED", "RUNNING, DELETE, false, AGENT_NOT_FOUND",
			"RUNNING, , true, DRAINING", "STOPPED, DELETE, false, AGENT_NOT_FOUND" })
	void acceptWhenAgentTakesNoneSaysWhy(AgentStatus status, @Nullable Departure departure, boolean draining,
			ProblemType type) {
		AgentChange change = change(this.agent.edited((edit) -> edit.status = status));
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> admission.accept(change, message(null), departure, draining))
			.satisfies((ex) -> assertThat(ex.type()).isEqualTo(type));
		assertThat(change.isDurable()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "STARTING, ", "RUNNING, RENEW", "RUNNING, HIBERNATE", "RUNNING, RESTART" })
	void acceptWhenAgentWillBeBackTakesIt(AgentStatus status, @Nullable Departure departure) {
		AgentChange change = change(this.agent.edited((edit) -> edit.status = status));
		admission.accept(change, message(null), departure, false);
		assertThat(change.after().queue()).hasSize(1);
	}

	@Test
	void acceptWhenAgentIsDeletedFindsNone() {
		AgentChange change = change(this.agent.edited((edit) -> edit.deletedAt = Instant.EPOCH));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> accept(change, null))
			.satisfies((ex) -> assertThat(ex.type()).isEqualTo(ProblemType.AGENT_NOT_FOUND));
	}

	@Test
	void acceptWhenAgentFailedTellsItsError() {
		AgentChange change = change(this.agent.edited((edit) -> {
			edit.status = AgentStatus.ERROR;
			edit.lastError = new Failure(FailureCode.START_FAILED, "no licence");
		}));
		assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> accept(change, null))
			.satisfies((ex) -> assertThat(ex.detail()).contains("no licence"));
	}

	@Test
	void acceptTakesTheNearestTimeout() {
		AgentChange change = change(this.agent);
		assertThat(accept(change, Duration.ofSeconds(5)).timeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(accept(change, null).timeout()).isEqualTo(Duration.ofSeconds(50));
		AgentChange own = change(this.agent
			.edited((edit) -> edit.config = Documents.readObject("{\"template\":\"general\",\"message_timeout\":7}")));
		assertThat(accept(own, null).timeout()).isEqualTo(Duration.ofSeconds(7));
	}

	private static AgentChange change(Agent agent) {
		return new AgentChange(TestJournal.state(agent), TestJournal.NOW);
	}

	private static Message accept(AgentChange change, @Nullable Duration timeout) {
		return admission.accept(change, message(timeout), null, false);
	}

	private static NewMessage message(@Nullable Duration timeout) {
		return new NewMessage(Documents.tree("hello"), null, null, timeout, WhenBusy.QUEUE, OnInterrupt.FAIL);
	}

}
