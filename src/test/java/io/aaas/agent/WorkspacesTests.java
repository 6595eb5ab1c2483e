package io.aaas.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import io.aaas.problem.ProblemException;
import io.aaas.problem.ProblemType;
import io.aaas.store.TestStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WorkspacesTests {

	private static final String TENANT = "default";

	@TempDir
	Path directory;

	private Path allowed;

	private TestStore database;

	private Workspaces workspaces;

	@BeforeEach
	void open() throws IOException {
		this.database = TestStore.sqlite();
		this.allowed = Files.createDirectory(this.directory.resolve("allowed"));
		this.workspaces = workspaces(List.of(this.allowed));
	}

	@AfterEach
	void close() {
		this.database.close();
	}

	@Test
	void resolveWhenDirectoryLiesBelowAllowedRootReturnsItsRealPath() throws IOException {
		Path work = Files.createDirectories(this.allowed.resolve("a/b"));
		assertThat(resolve(work)).isEqualTo(work.toRealPath());
		assertThat(resolve(this.allowed.resolve("a/../a/./b/"))).isEqualTo(work.toRealPath());
		Path inside = Files.createSymbolicLink(this.allowed.resolve("inside"), work);
		assertThat(resolve(inside)).isEqualTo(work.toRealPath());
		Path linkedRoot = Files.createSymbolicLink(this.directory.resolve("root-link"), this.allowed);
		assertThat(workspaces(List.of(linkedRoot)).resolve(TENANT, work.toString())).isEqualTo(work.toRealPath());
	}

	@Test
	void resolveWhenDirectoryIsNotBelowAllowedRootIsRefused() throws IOException {
		Path outside = Files.createDirectory(this.directory.resolve("outside"));
		Path sibling = Files.createDirectory(this.directory.resolve("allowed-too"));
		Path file = Files.createFile(this.allowed.resolve("file"));
		Path link = Files.createSymbolicLink(this.allowed.resolve("link"), outside);
		Path work = Files.createDirectory(this.allowed.resolve("work"));
		Path relative = Path.of("").toAbsolutePath().relativize(work);
		assertThat(relative).isDirectory();
		Path dangling = Files.createSymbolicLink(this.allowed.resolve("dangling"), this.allowed.resolve("nowhere"));
		for (String path : List.of(outside.toString(), sibling.toString(), file.toString(), link.toString(),
				relative.toString(), dangling.toString(), this.allowed.toString(), this.allowed + "/.",
				this.allowed + "/../outside", this.allowed + "/missing", "/", "", ".", "src", "~", "a\0b",
				this.allowed + "/link/..")) {
			assertThatExceptionOfType(ProblemException.class).as(path)
				.isThrownBy(() -> this.workspaces.resolve(TENANT, path))
				.satisfies((ex) -> {
					assertThat(ex.type()).isEqualTo(ProblemType.INVALID_FIELD);
					assertThat(ex.members()).containsEntry("field", "config.working_directory");
				});
		}
	}

	@Test
	void resolveWhenNoRootIsAllowedTakesTheWorkspaces() throws IOException {
		Workspaces byDefault = workspaces(List.of());
		Path work = Files.createDirectories(this.database.directory().path().resolve("workspaces/shared/project"));
		assertThat(byDefault.resolve(TENANT, work.toString())).isEqualTo(work.toRealPath());
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> byDefault.resolve(TENANT, this.database.directory().path().toString()));
	}

	@Test
	void resolveWhenDirectoryIsAnotherAgentsTakesOnlyWhatItWorksIn() throws IOException {
		Workspaces byDefault = workspaces(List.of());
		Agent other = agent(true);
		byDefault.make(other);
		Path work = byDefault.own(other.tenantId(), other.id());
		assertThat(byDefault.resolve(other.tenantId(), Files.createDirectories(work).toString()))
			.isEqualTo(work.toRealPath());
		for (Path kept : List.of(byDefault.config(other), byDefault.temporary(other), work.getParent())) {
			assertThatExceptionOfType(ProblemException.class).as(kept.toString())
				.isThrownBy(() -> byDefault.resolve(other.tenantId(), kept.toString()));
		}
		assertThatExceptionOfType(ProblemException.class)
			.isThrownBy(() -> byDefault.resolve("another-tenant", work.toString()));
	}

	@Test
	void makeWhenDirectoriesAreMissingMakesThemForTheServiceAlone() throws IOException {
		Agent agent = agent(true);
		this.workspaces.make(agent);
		this.workspaces.make(agent);
		for (Path made : List.of(agent.workingDirectory(), this.workspaces.config(agent),
				this.workspaces.temporary(agent))) {
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made))).isEqualTo("rwx------");
		}
	}

	@Test
	void removeWhenServiceMadeTheWorkspaceLeavesNothing() throws IOException {
		Agent agent = agent(true);
		fill(agent);
		this.workspaces.remove(agent, false);
		assertThat(home(agent)).doesNotExist();
		assertThat(this.workspaces.spool(agent.id(), 1).getParent()).doesNotExist();
		this.workspaces.remove(agent, false);
	}

	@Test
	void removeWhenWorkspaceShallStayKeepsIt() throws IOException {
		Agent agent = agent(true);
		fill(agent);
		this.workspaces.remove(agent, true);
		assertThat(agent.workingDirectory().resolve("deep/file")).exists();
		assertThat(this.workspaces.config(agent)).doesNotExist();
		assertThat(this.workspaces.temporary(agent)).doesNotExist();
		assertThat(this.workspaces.spool(agent.id(), 1).getParent()).doesNotExist();
	}

	@Test
	void removeWhenCallerNamedTheDirectoryNeverTouchesIt() throws IOException {
		Agent agent = agent(false);
		fill(agent);
		this.workspaces.remove(agent, false);
		assertThat(agent.workingDirectory().resolve("deep/file")).exists();
		assertThat(home(agent)).doesNotExist();
	}

	@Test
	void removeWhenAnotherAgentLivesBesideLeavesItAlone() throws IOException {
		Agent agent = agent(true);
		Agent other = agent(true);
		fill(agent);
		fill(other);
		this.workspaces.remove(agent, false);
		assertThat(other.workingDirectory().resolve("deep/file")).exists();
		assertThat(this.workspaces.spool(other.id(), 1)).exists();
	}

	@Test
	void removeWhenWorkspaceHoldsSymlinksDoesNotFollowThem() throws IOException {
		Path precious = Files.createDirectory(this.directory.resolve("precious"));
		Files.writeString(precious.resolve("file"), "text");
		Agent agent = agent(true);
		fill(agent);
		Files.createSymbolicLink(agent.workingDirectory().resolve("link"), precious);
		Files.createSymbolicLink(agent.workingDirectory().resolve("file-link"), precious.resolve("file"));
		Files.createSymbolicLink(this.workspaces.temporary(agent).resolve("link"), precious);
		this.workspaces.remove(agent, false);
		assertThat(home(agent)).doesNotExist();
		assertThat(precious.resolve("file")).hasContent("text");
	}

	@Test
	void removeWhenWorkspaceItselfBecameSymlinkDoesNotFollowIt() throws IOException {
		Path precious = Files.createDirectory(this.directory.resolve("precious"));
		Files.writeString(precious.resolve("file"), "text");
		Agent agent = agent(true);
		this.workspaces.make(agent);
		for (Path made : List.of(agent.workingDirectory(), this.workspaces.config(agent),
				this.workspaces.temporary(agent))) {
			Files.delete(made);
			Files.createSymbolicLink(made, precious);
		}
		this.workspaces.remove(agent, false);
		assertThat(home(agent)).doesNotExist();
		assertThat(precious.resolve("file")).hasContent("text");
	}

	private Path resolve(Path path) {
		return this.workspaces.resolve(TENANT, path.toString());
	}

	private Path home(Agent agent) {
		return this.workspaces.config(agent).resolveSibling("");
	}

	private Agent agent(boolean own) throws IOException {
		Agent base = TestJournal.agent();
		Path work = own ? this.workspaces.own(base.tenantId(), base.id())
				: Files.createDirectories(this.allowed.resolve("project"));
		return new Agent(base.id(), base.tenantId(), base.name(), base.status(), base.activity(), base.template(),
				base.config(), base.labels(), work, own, base.node(), base.epoch(), base.lastSeq(), base.launch(),
				base.pid(), base.sessionId(), base.messagesCount(), base.queueLength(), base.usage(), base.lastError(),
				base.createdAt(), base.updatedAt(), base.lastActiveAt(), base.deletedAt());
	}

	private void fill(Agent agent) throws IOException {
		this.workspaces.make(agent);
		for (Path made : List.of(agent.workingDirectory(), this.workspaces.config(agent),
				this.workspaces.temporary(agent))) {
			Files.writeString(Files.createDirectories(made.resolve("deep")).resolve("file"), "text");
		}
		Files.createDirectories(this.workspaces.spool(agent.id(), 1).getParent());
		Files.writeString(this.workspaces.spool(agent.id(), 1), "{}");
		Files.writeString(this.workspaces.errors(agent.id(), 1), "");
	}

	private Workspaces workspaces(List<Path> roots) {
		return new Workspaces(new AgentProperties(100, null, null, roots, Duration.ofSeconds(15),
				Duration.ofSeconds(600), Duration.ofSeconds(300), Duration.ofSeconds(300), Duration.ofSeconds(900), 100,
				Duration.ofSeconds(3600), Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(300),
				Duration.ofSeconds(300), Duration.ofSeconds(30), DataSize.ofGigabytes(1),
				new AgentProperties.Recycle(0, Duration.ZERO, DataSize.ofBytes(0)), Duration.ofSeconds(20),
				Duration.ofHours(24)), this.database.directory());
	}

}
