package io.aaas.fault;

import java.util.EnumSet;
import java.util.List;

import io.aaas.fault.Mutant.MissedBy;
import io.aaas.fault.Mutant.Off;

/**
 * The protections, and who misses them.
 */
final class Mutants {

	private static final Off NOTHING = new Off.Nothing();

	private static final Off JUST_TRUE = new Off.JustTrue();

	private static final Off ALWAYS_TRUE = new Off.AlwaysTrue();

	static final List<Mutant> ALL = List.of(
			// Exactly once
			new Mutant("a message that was taken is not handed over again", "io.aaas.agent.Exit", "endTurn",
					new Off.Without("delivery"), test("agent.ExitTests", "recordWhenTurnRanEndsItOrHandsItOverAgain")),
			new Mutant("what was read again after its commit is told once", "io.aaas.agent.TurnRecorder", "record",
					new Off.Without("spoolOffset"),
					test("agent.TurnRecorderTests", "recordWhenLinesAreReadAgainAfterTheirCommitTellsThemOnce")),
			new Mutant("that the CLI has a message is written before what it says of it",
					"io.aaas.agent.ChangedMessages", "know", NOTHING,
					test("agent.AgentChangeTests", "deliveredIsWrittenWithTheNextThingThatMustBe")),
			new Mutant("a message that the conversation already holds is not taken for a new one",
					"io.aaas.agent.TurnRecorder", "acknowledged", new Off.Without("cutOff"),
					test("agent.TurnRecorderTests", "recordWhenConversationAlreadyHoldsTheMessageDoesNotClaimToKnow")),
			new Mutant("a turn that the CLI began by itself does not end a message", "io.aaas.agent.ResultFence",
					"isAcknowledged", ALWAYS_TRUE,
					test("agent.TurnRecorderTests", "recordWhenCliBeginsTurnByItselfLeavesTheMessageAlone")),
			new Mutant("a late result of an old turn does not end the next one", "io.aaas.agent.ResultFence",
					"isRepeat", NOTHING,
					test("agent.ResultFenceTests", "judgeWhenTheResultBeforeComesAgainAnywhereLeavesTheTurnAlone")),
			new Mutant("the key of a request is kept with what it makes", "io.aaas.agent.IdempotencyKeyRepository",
					"insert", JUST_TRUE, test("agent.SqliteIdempotencyTests", "findWhenCommittedGivesWhatWasMade")),
			new Mutant("a key that is taken is taken in the database", "io.aaas.agent.IdempotencyKeyRepository",
					"insert", ALWAYS_TRUE,
					test("agent.SqliteIdempotencyTests", "commitWhenTheKeyIsTakenWritesNothing")),
			new Mutant("a key is for one request alone", "io.aaas.agent.IdempotencyKey", "refuseUnlessFor", NOTHING,
					test("agent.SqliteIdempotencyTests", "findWhenTheRequestIsAnotherOneIsRefused")),
			new Mutant("who asks under a key that is being used does not do it too", "io.aaas.agent.Idempotency",
					"once", new Off.Without("putIfAbsent"),
					test("agent.SqliteIdempotencyTests", "onceUnlessRunningWhenItRunsIsToldToComeBack")),
			new Mutant("one message runs at a time", "io.aaas.agent.Dispatcher", "canBegin", ALWAYS_TRUE,
					test("acceptance.MessageTests", "sendWhenThirtyComeAtOnceAnswersEachInOrder")),
			new Mutant("a message that was taken is not handed over again", "io.aaas.agent.Exit", "endTurn",
					new Off.Without("delivery"), faults(Fault.CHILD_KILLED)),
			new Mutant("how far the spool was read is committed", "io.aaas.agent.Launch", "ingested", new Off.Itself(),
					faults(Fault.SERVICE_KILLED)),
			// Durable, and owned
			new Mutant("nothing is acted upon that is not committed", "io.aaas.agent.CommittedState", "commit",
					new Off.Without("commit"), test("acceptance.LostAnswerTests", "sendWhenItsCommitIsLostIsNotRun")),
			new Mutant("after a lost answer the database is asked what became of the change",
					"io.aaas.agent.CommittedState", "settle", NOTHING,
					test("acceptance.LostAnswerTests", "sendWhenTheAnswerToItsCommitIsLostIsRunOnceWhetherToldOrNot")),
			new Mutant("a deadline that passes in an outage is kept afterwards", "io.aaas.agent.AgentRuntime",
					"persist", NOTHING,
					test("acceptance.StoreOutageTests", "deadlinesWhenTheyPassInTheOutageAreKeptWhenItIsBack")),
			new Mutant("a writer that no longer owns the agent writes nothing", "io.aaas.agent.AgentRepository",
					"update", ALWAYS_TRUE,
					test("agent.SqliteAgentJournalTests", "commitWhenAnotherNodeOwnsTheAgentWritesNothingAtAll")),
			new Mutant("a new owner raises the epoch", "io.aaas.agent.AgentRepository", "own", NOTHING,
					test("agent.SqliteAgentJournalTests", "ownWhenRepeatedRaisesTheEpochEachTime")),
			new Mutant("a commit whose answer was lost is looked for", "io.aaas.agent.AgentJournal", "isCommitted",
					NOTHING,
					test("agent.PostgresOutageJournalTests",
							"commitWhenItsAnswerIsLostIsKnownToBeCommittedAndNotRepeated")),
			new Mutant("one that fails does not spoil the others of its commit", "io.aaas.store.GroupCommit",
					"commitEach", NOTHING, test("store.SqliteStoreTests", "writeWhenItsFunctionFailsRollsBackAlone")),
			new Mutant("two services never share a data directory", "io.aaas.store.DataDirectory", "lock",
					new Off.Without("tryLock"),
					test("store.DataDirectoryTests", "newWhenAnotherProcessUsesTheDirectoryIsRefusedUntilThatIsGone")),
			// Ends
			new Mutant("a message ends once", "io.aaas.agent.AgentChange", "finish", NOTHING,
					test("agent.AgentChangeTests", "changeWhenMessageMovesTellsItByOneEvent")),
			new Mutant("a turn past its time is ended", "io.aaas.agent.Turns", "check", NOTHING,
					test("acceptance.MessageTests", "sendWhenItRunsPastItsTimeoutIsTimedOutAndTheNextOneRuns")),
			new Mutant("the time stands still while a person is asked", "io.aaas.agent.TurnTimer", "pause", NOTHING,
					test("agent.TurnTimerTests", "leftWhenPersonIsAskedStandsStill")),
			new Mutant("a message does not wait for ever", "io.aaas.agent.Turns", "expireInQueue", NOTHING,
					test("acceptance.ShortLimitsTests", "sendWhenItWaitsTooLongInTheQueueIsTimedOut")),
			new Mutant("questions of a turn that has ended are denied", "io.aaas.agent.AgentChange",
					"denyOpenApprovals", NOTHING,
					test("agent.ExitTests", "recordWhenApprovalsAreOpenDeniesThemBeforeTheTurnsLastEvent")),
			new Mutant("a question that nobody answers is denied", "io.aaas.agent.Approvals", "expireLater", NOTHING,
					test("acceptance.ApprovalTests", "askWhenNobodyAnswersInTimeIsDenied")),
			new Mutant("a session that the CLI does not know is not tried again", "io.aaas.agent.LaunchRecords",
					"lostSession", NOTHING,
					test("acceptance.FaultyProcessTests",
							"sendWhenTheCliDoesNotKnowItsSessionGoesOnWithANewOneAndSaysSo")),
			new Mutant("what an agent may cost is counted over all of its processes", "io.aaas.agent.Dispatcher",
					"overBudget", NOTHING, test("acceptance.BudgetTests", "messageWhenTheBudgetIsSpentNeverRuns")),
			new Mutant("no turn begins when the disk is full", "io.aaas.agent.DiskSpace", "refuse", NOTHING,
					test("acceptance.DiskFullTests", "sendWhenTheDiskIsFullIsRefusedAndHealthSaysWhy")),
			new Mutant("a turn that runs when the disk becomes full is stopped", "io.aaas.agent.ClaudeCodeAgent",
					"diskChanged", NOTHING,
					test("acceptance.DiskFullTests", "turnWhenTheDiskBecomesFullIsStoppedAndTheQueueWaitsForRoom")),
			// Found later
			new Mutant("processes of a launch that has ended are found while the service runs",
					"io.aaas.agent.Reconciliation", "endStrays", NOTHING,
					test("acceptance.ReconcilerTests", "processWhenItsAgentIsStoppedIsKilled")),
			new Mutant("a turn that no process runs is found", "io.aaas.agent.Lifecycle", "hasLostTurn", NOTHING,
					test("acceptance.ReconcilerTests", "turnWhenNoProcessRunsItIsEndedAndTheQueueGoesOn")),
			new Mutant("a message that waits for nothing is found", "io.aaas.agent.Reconciliation", "isStalledStill",
					NOTHING, test("acceptance.ReconcilerTests", "messageWhenItWaitsForNothingGoesOn")),
			new Mutant("who is not the owner any more is found", "io.aaas.agent.ReconciliationRepository", "epochs",
					NOTHING, test("acceptance.ReconcilerTests", "agentWhenAnotherOwnsItIsStoppedThoughItSaysNothing")),
			new Mutant("an agent that nobody looks after is found", "io.aaas.agent.Reconciler", "takeOver", NOTHING,
					test("acceptance.ReconcilerTests", "agentWhenTheDatabaseHasLostACommitIsTakenOver")),
			new Mutant("a process that has grown too large is renewed", "io.aaas.agent.Dispatcher", "recycleIfWorn",
					NOTHING, test("acceptance.RecycleTests", "idleWhenTheProcessHasGrownIsRenewed")),
			new Mutant("a turn that writes too much is ended", "io.aaas.agent.AgentProcess", "writesTooMuch", NOTHING,
					test("acceptance.OutputLimitTests", "turnWhenTheOutputIsTooMuchFailsAndTheNextOneRuns")),
			new Mutant("a CLI that says nothing in its turn is not waited for", "io.aaas.agent.Turns", "checkSilence",
					NOTHING, test("acceptance.DeadlinesTests", "turnWhenNothingComesOfItFails")),
			new Mutant("a result that nothing confirms is not waited for", "io.aaas.agent.ResultDeadline", "check",
					NOTHING, test("acceptance.DeadlinesTests", "turnWhenItsEndIsNotCertainFails")),
			new Mutant("a CLI that hangs behind its result is replaced", "io.aaas.agent.ResultDeadline", "check",
					new Off.Without("outdate"),
					test("acceptance.DeadlinesTests", "idleWhenTheCliHangsAtItsResultIsGivenUpBeforeAMessageComes")),
			new Mutant("a turn that nobody asked for does not hang for ever", "io.aaas.agent.Turns", "watchUnsolicited",
					NOTHING,
					test("acceptance.DeadlinesTests", "sendWhenATurnThatNobodyAskedForHangsIsTakenByTheNextProcess")),
			// Processes
			new Mutant("a signal meets nobody else", "io.aaas.claude.ProcessTable", "isAlive", ALWAYS_TRUE,
					test("claude.ProcessTableTests", "signalWhenPidBelongsToAnotherProcessDoesNothing")),
			new Mutant("what a process has left behind is found by its mark", "io.aaas.claude.ProcessTree", "addStrays",
					NOTHING, test("claude.ProcessTreeTests", "killWhenThereIsNoneEndsWhatCarriesTheCookie")),
			new Mutant("who does not listen is killed", "io.aaas.claude.ClaudeProcess", "kill", NOTHING,
					test("claude.ClaudeProcessTests", "stopWhenSignalsAreIgnoredKills")),
			new Mutant("what a process leaves behind is ended with it", "io.aaas.claude.ClaudeProcess", "end",
					new Off.Without("kill"),
					test("claude.ClaudeProcessTests", "onExitWhenProcessEndsByItselfLeavesNoGrandchildren")),
			new Mutant("processes of a lost service are found", "io.aaas.claude.ProcessTable", "cookie", NOTHING,
					test("claude.ClaudeCliTests", "attachWhenOnlyAToolLivesEndsItAndDoesNotWaitForIt")),
			// Streams
			new Mutant("a stream waits for what is committed and not published yet", "io.aaas.event.EventSubscription",
					"take", new Off.Without("behind"),
					test("event.SqliteSubscriptionTests", "nextWhenEventsAreCommittedAndNotPublishedYetTellsThemOnce")),
			new Mutant("who has stopped waiting wakes the next reader", "io.aaas.event.Relay", "leave",
					new Off.Without("wakeNext"), test("event.RelayTests", "callWakesAllAlsoBehindThoseWhoHaveGivenUp")),
			new Mutant("what retention removed is told in the log of all agents", "io.aaas.event.Gaps", "record",
					NOTHING,
					test("event.SqliteTenantSubscriptionTests", "whoReadsAllAgentsFromBeforeWhatWasRemovedIsToldOnce")),
			new Mutant("a ticket is good for WebSockets only", "io.aaas.security.WebSocketTickets", "isUsableBy",
					ALWAYS_TRUE, test("acceptance.SocketAccessTests", "ticketIsGoodForSocketsOnly")),
			// Text is text
			new Mutant("a message is never a command", "io.aaas.claude.UserMessage", "defused", new Off.FirstArgument(),
					test("claude.UserMessageTests", "newWhenTextStartsWithSlashPutsSpaceBefore")));

	private Mutants() {
	}

	private static MissedBy test(String type, String method) {
		return new MissedBy.Test("io.aaas." + type, method);
	}

	private static MissedBy faults(Fault first, Fault... others) {
		return new MissedBy.Faults(EnumSet.of(first, others), 12);
	}

}
