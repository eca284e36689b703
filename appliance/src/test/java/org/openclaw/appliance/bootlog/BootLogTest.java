package org.openclaw.appliance.bootlog;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.store.Store;

/** A run that is simply dropped is one that was killed: nothing in it gets to say goodbye. */
class BootLogTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    private Machine machine;

    @BeforeEach
    void machine() throws Exception {
        machine = new Machine(directory);
    }

    private void assertEnded(EndCause cause, Strength strength, PreviousEnd end) {
        assertEquals(cause, end.cause(), end.line());
        assertEquals(strength, end.strength(), end.line());
    }

    @Test
    void theFirstStartHasNothingBeforeIt() {
        assertEnded(EndCause.FIRST_START, Strength.BASE, machine.start().previous());
    }

    @Test
    void aPlannedEndNamesWhoAskedForIt() {
        BootLog run = machine.start();
        run.plan(PlannedEnd.restart("config change of gateway.port"));
        run.close();
        PreviousEnd end = machine.start().previous();
        assertEnded(EndCause.RESTART, Strength.CERTAIN, end);
        assertEquals("restart requested by config change of gateway.port", end.text());
    }

    @Test
    void aStopInGoodOrderAfterReadyIsASignals() {
        Lifecycle lifecycle = new Lifecycle(machine.clock());
        BootLog run = machine.start(lifecycle);
        lifecycle.ready();
        run.close();
        assertEnded(EndCause.STOP, Strength.CERTAIN, machine.start().previous());
    }

    @Test
    void aStartThatWasGivenUpIsNoCrash() {
        machine.start().close();
        BootLog next = machine.start();
        assertEnded(EndCause.START_FAILED, Strength.CERTAIN, next.previous());
        assertEquals(0, next.uncleanEnds(WINDOW));
    }

    @Test
    void countsHowOftenTheGatewayEndedItselfForWantOfMemory() {
        try (Store store = Store.open(directory.resolve("kept.sqlite"))) {
            int[] told = new int[4];
            for (int start = 0; start < told.length; start++) {
                BootLog run = machine.start();
                run.keepIn(store, false);
                run.settle();
                told[start] = run.memoryEmergencies(Duration.ofMinutes(10));
                run.plan(PlannedEnd.emergency("memory pressure: level=emergency"));
                run.close();
                machine.passes(Duration.ofMinutes(4));
            }
            assertArrayEquals(new int[] {0, 1, 2, 3}, told);

            machine.passes(Duration.ofMinutes(20));
            assertEquals(1, machine.start().memoryEmergencies(Duration.ofMinutes(10)), "only the last end, without a record");
        }
    }

    @Test
    void aRunThatVanishesEndedUncleanForUnknownReasons() {
        machine.start();
        BootLog next = machine.start();
        assertEnded(EndCause.UNKNOWN, Strength.BASE, next.previous());
        assertEquals(1, next.uncleanEnds(WINDOW));
        assertTrue(next.previous().line().contains("last seen 2026-03-01T12:00:00Z with 84 MB"), next.previous().line());
    }

    @Test
    void anEmergencyIsNoCrash() {
        BootLog run = machine.start();
        run.plan(PlannedEnd.emergency("memory pressure: level=emergency reason=rss_threshold"));
        run.close();
        BootLog next = machine.start();
        assertEnded(EndCause.MEMORY_EMERGENCY, Strength.CERTAIN, next.previous());
        assertTrue(next.previous().text().endsWith("level=emergency reason=rss_threshold"), next.previous().line());
        assertEquals(0, next.uncleanEnds(WINDOW));
    }

    @Test
    void lastWordsExplainAnEmergencyThatHadNoTimeForOrder() throws Exception {
        machine.start();
        long pid = ProcessHandle.current().pid();
        Files.writeString(machine.runDir().resolve("last-words"), "pid " + pid + ": memory pressure: level=emergency\n");
        BootLog next = machine.start();
        assertEnded(EndCause.MEMORY_EMERGENCY, Strength.CERTAIN, next.previous());
        assertTrue(next.previous().line().endsWith("memory pressure: level=emergency"), next.previous().line());
    }

    @Test
    void lastWordsOfAnEarlierRunExplainNothing() throws Exception {
        machine.start();
        Files.writeString(machine.runDir().resolve("last-words"), "pid 1: memory pressure: level=emergency\n");
        assertEnded(EndCause.UNKNOWN, Strength.BASE, machine.start().previous());
    }

    @Test
    void aKillWhileStoppingIsToldApart() {
        BootLog run = machine.start();
        run.plan(PlannedEnd.stop("signal SIGTERM"));
        run.settleOnDisk();
        assertEnded(EndCause.KILLED, Strength.LIKELY, machine.start().previous());
    }

    @Test
    void anotherBootIdMeansPowerLossOrReset() {
        machine.start();
        machine.losesPower(Instant.parse("2025-01-01T00:00:00Z"));
        assertEnded(EndCause.POWER_LOSS, Strength.CERTAIN, machine.start().previous());
    }

    @Test
    void aHardwareWatchdogsResetIsNamed() {
        machine.start();
        machine.losesPower(Instant.parse("2025-01-01T00:00:00Z"));
        machine.reset = "bootstatus of watchdog0 says it reset the machine";
        assertEnded(EndCause.WATCHDOG, Strength.CERTAIN, machine.start().previous());
    }

    @Test
    void aMachineThatStartedAnewAfterACleanStopLostNothing() {
        BootLog run = machine.start();
        run.plan(PlannedEnd.stop("signal SIGTERM"));
        run.close();
        machine.losesPower(Instant.parse("2025-01-01T00:00:00Z"));
        assertEnded(EndCause.STOP, Strength.CERTAIN, machine.start().previous());
    }

    @ParameterizedTest
    @CsvSource({
        "oom-kill killed KILL, OOM_KILL, CERTAIN",
        "watchdog killed ABRT, WATCHDOG, CERTAIN",
        "exit-code exited 3, HEAP_EXHAUSTED, CERTAIN",
        "exit-code exited 1, CRASH, CERTAIN",
        "core-dump dumped ABRT, JVM_CRASH, STRONG",
        "signal killed SEGV, JVM_CRASH, STRONG",
        "signal killed KILL, KILLED, LIKELY",
        "timeout killed KILL, KILLED, CERTAIN",
        // What a refused start left is not this run's.
        "exit-code exited 78, UNKNOWN, BASE",
    })
    void whatTheServiceManagerNotedIsBelieved(String note, EndCause cause, Strength strength) throws Exception {
        machine.start();
        Files.writeString(machine.runDir().resolve("last-exit"), note + "\n");
        assertEnded(cause, strength, machine.start().previous());
        assertFalse(Files.exists(machine.runDir().resolve("last-exit")), "the note is consumed");
    }

    @ParameterizedTest
    @CsvSource({"/system.slice/openclaw.service, STRONG", "machine, LIKELY"})
    void aRisenCounterSuggestsTheOomKiller(String counter, Strength strength) {
        machine.oomKills.put(counter, 2L);
        machine.start();
        machine.oomKills.put(counter, 3L);
        PreviousEnd end = machine.start().previous();
        assertEnded(EndCause.OOM_KILL, strength, end);
        assertTrue(end.evidence().contains("oom_kill of " + counter + " rose from 2 to 3"), end.evidence()::toString);
    }

    @Test
    void aKillTogetherWithARisenCounterIsStrong() throws Exception {
        machine.oomKills.put(BootEvidence.MACHINE, 0L);
        machine.start();
        machine.oomKills.put(BootEvidence.MACHINE, 1L);
        Files.writeString(machine.runDir().resolve("last-exit"), "signal killed KILL");
        assertEnded(EndCause.OOM_KILL, Strength.STRONG, machine.start().previous());
    }

    @Test
    void theKernelsOwnRecordMakesItCertainOnceThereIsTime() {
        machine.start();
        machine.oomRecord = "Out of memory: Killed process 4242 (java)";
        Lifecycle lifecycle = new Lifecycle(machine.clock());
        BootLog next = machine.start(lifecycle);
        assertEnded(EndCause.UNKNOWN, Strength.BASE, next.previous());
        try (var scheduler = Executors.newSingleThreadScheduledExecutor();
                Store store = Store.open(directory.resolve("openclaw.sqlite"))) {
            next.keepIn(store, false);
            lifecycle.ready();
            next.ready(scheduler, Runnable::run);
            assertEnded(EndCause.OOM_KILL, Strength.CERTAIN, next.previous());
            assertEquals("oom-kill", next.boots(1).getFirst().previous().path("cause").asText());
            scheduler.shutdownNow();
        }
    }

    @Test
    void aStallThatTheWatchdogNotedIsTheReason() {
        machine.start().stalled("io thread made no progress for 21 s");
        PreviousEnd end = machine.start().previous();
        assertEnded(EndCause.WATCHDOG, Strength.STRONG, end);
        assertEquals("io thread made no progress for 21 s", end.text());
    }

    @Test
    void aJvmsCrashReportIsFound() throws Exception {
        machine.start();
        Files.createDirectories(directory.resolve("reports"));
        Files.writeString(directory.resolve("reports/hs_err_pid" + ProcessHandle.current().pid() + ".log"), "#");
        assertEnded(EndCause.JVM_CRASH, Strength.CERTAIN, machine.start().previous());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"id\":1,\"pid\":1}", "{\"id\":\"x\",\"pid\":-1}", "\0\0\0"})
    void aDamagedRecordNeverStopsAStart(String content) throws Exception {
        Files.writeString(machine.runDir().resolve("boot.json"), content);
        assertEnded(EndCause.UNKNOWN, Strength.BASE, machine.start().previous());
        assertEnded(EndCause.UNKNOWN, Strength.BASE, machine.start().previous());
    }

    @Test
    void aHostileRecordNeverStopsAStart() throws Exception {
        Path record = machine.runDir().resolve("boot.json");
        Files.writeString(record, "x".repeat(1 << 20));
        assertEquals(EndCause.UNKNOWN, machine.start().previous().cause());
        Files.delete(record);
        Files.createSymbolicLink(record, Path.of("/dev/zero"));
        assertEquals(EndCause.UNKNOWN, machine.start().previous().cause());
        Files.delete(record);
        Files.createDirectories(record.resolve("in-the-way"));
        assertEquals(EndCause.UNKNOWN, machine.start().previous().cause());
        Files.createDirectories(machine.runDir().resolve("last-exit/in-the-way"));
        machine.start();
    }

    @Test
    void textOfARecordCantForgeLogLines() {
        BootLog run = machine.start();
        run.plan(PlannedEnd.stop("me\n2026-03-01 [gateway] all is well" + "x".repeat(1_000)));
        run.close();
        String text = machine.start().previous().text();
        assertFalse(text.contains("\n"), text);
        assertTrue(text.length() < 400, text);
    }

    @Test
    void theCopyInMemoryKnowsMoreThanTheDiskAndWearsNoFlash() throws Exception {
        machine.memory = Files.createDirectories(directory.resolve("memory"));
        BootLog run = machine.start();
        String onDisk = Files.readString(machine.runDir().resolve("boot.json"));
        run.plan(PlannedEnd.stop("signal SIGTERM"));
        assertEquals(onDisk, Files.readString(machine.runDir().resolve("boot.json")));
        assertEnded(EndCause.KILLED, Strength.LIKELY, machine.start().previous());
    }

    @Test
    void aCopyInMemoryOfAnotherRunIsIgnored() throws Exception {
        machine.memory = Files.createDirectories(directory.resolve("memory"));
        machine.start().stalled("an older run");
        Path copy = Files.list(machine.memory).findFirst().orElseThrow();
        String stale = Files.readString(copy);
        BootLog run = machine.start();
        run.plan(PlannedEnd.stop("signal SIGTERM"));
        run.close();
        Files.writeString(copy, stale);
        assertEnded(EndCause.STOP, Strength.CERTAIN, machine.start().previous());
    }

    @Test
    void theRecordIsTheOwnersAlone() throws Exception {
        machine.start();
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(machine.runDir().resolve("boot.json"))));
    }

    @Test
    void uncleanEndsAreForgottenAfterAWhile() {
        machine.start();
        machine.start();
        machine.passes(Duration.ofMinutes(3));
        machine.start();
        machine.passes(Duration.ofMinutes(3));
        assertEquals(2, machine.start().uncleanEnds(WINDOW));
    }

    /** Three power cuts, an hour apart, on a board whose clock comes back with the same time. */
    @Test
    void powerCutsFarApartAreNoCrashLoopWhateverTheClockSays() {
        Instant saved = Instant.parse("2026-03-01T12:00:00Z");
        for (int cut = 0; cut < 4; cut++) {
            BootLog run = machine.start();
            machine.passes(Duration.ofHours(1));
            run.renew();
            run.settleOnDisk();
            machine.losesPower(saved);
        }
        assertEquals(1, machine.start().uncleanEnds(WINDOW));
    }

    @Test
    void fiftyStartsAreKeptAndReadableWithoutAGateway() {
        Path database = directory.resolve("openclaw.sqlite");
        try (Store store = Store.open(database)) {
            for (int start = 0; start < 53; start++) {
                BootLog run = machine.start();
                run.keepIn(store, start % 2 == 0);
                run.settle();
            }
        }
        BootHistory history = new BootHistory(machine.place(), database);
        assertEquals(50, history.boots(100).size());
        assertTrue(history.boots(1).getFirst().safeMode());
        assertEquals(EndCause.UNKNOWN, history.lastEnd().orElseThrow().cause());
        assertTrue(new BootHistory(machine.place(), directory.resolve("none")).boots(1).isEmpty());
    }
}
