package org.openclaw.appliance.bootlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.rpc.Lifecycle;

class SafeModeTest {

    private static final SafeMode.Policy POLICY = new SafeMode.Policy(3, Duration.ofMinutes(5));

    @TempDir
    private Path directory;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final CountDownLatch changed = new CountDownLatch(1);
    private Machine machine;
    private Lifecycle lifecycle;

    @BeforeEach
    void machine() throws Exception {
        machine = new Machine(directory);
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    private SafeMode start(SafeMode.Policy policy, Map<String, String> variables) {
        lifecycle = new Lifecycle(machine.clock());
        SafeMode safeMode = new SafeMode(lifecycle, machine.start(lifecycle), policy, scheduler, Runnable::run, changed::countDown);
        Environment environment = new Environment(variables, directory, directory, "tester");
        safeMode.decide(new SafeModeWish(environment, directory, List.of(directory.resolve("boot"))));
        return safeMode;
    }

    private SafeMode startAfterCrashes(int crashes, SafeMode.Policy policy) {
        machine.start();
        for (int crash = 1; crash < crashes; crash++) {
            machine.start();
        }
        return start(policy, Map.of());
    }

    @Test
    void twoCrashesAreNoLoop() {
        assertFalse(startAfterCrashes(2, POLICY).isActive());
        assertTrue(lifecycle.workSuspended().isEmpty());
    }

    @Test
    void threeCrashesSuspendWorkAndSayHowToGoOn() {
        assertTrue(startAfterCrashes(3, POLICY).isActive());
        String sentence = lifecycle.workSuspended().orElseThrow().reason();
        assertTrue(sentence.startsWith("safe mode: 3 unclean boots within 5 minutes"), sentence);
        assertTrue(sentence.contains("ends by itself after 5 minutes"), sentence);
        assertTrue(sentence.contains("openclaw gateway safe-mode off"), sentence);
    }

    @Test
    void leavesByItselfWhenTheLastCrashIsLongEnoughAgo() throws Exception {
        SafeMode.Policy brief = new SafeMode.Policy(3, Duration.ofMillis(300));
        SafeMode safeMode = startAfterCrashes(3, brief);
        assertTrue(safeMode.isActive());
        assertTrue(changed.await(20, TimeUnit.SECONDS), "left by itself");
        assertFalse(safeMode.isActive());
        assertTrue(lifecycle.workSuspended().isEmpty());
    }

    @Test
    void aRestartInSafeModeDoesntStartTheTimeOver() {
        startAfterCrashes(3, POLICY);
        lifecycle.ready();
        machine.passes(Duration.ofMinutes(4));
        BootLog run = machine.start();
        run.plan(PlannedEnd.stop("signal SIGTERM"));
        run.close();
        // That start counted as a crash of the run before; from here on all is in order.
        machine.passes(Duration.ofMinutes(4));
        assertFalse(start(POLICY, Map.of()).isActive());
    }

    @Test
    void anOperatorLeavesAndTheCrashesAreForgotten() {
        SafeMode safeMode = startAfterCrashes(3, POLICY);
        safeMode.set(false, "an operator");
        assertFalse(safeMode.isActive());
        assertTrue(lifecycle.workSuspended().isEmpty());
        assertEquals("{\"active\":false}", safeMode.json().toString());
    }

    @Test
    void whatAnOperatorEntersLasts() {
        SafeMode safeMode = startAfterCrashes(1, POLICY);
        safeMode.set(true, "an operator");
        assertTrue(lifecycle.workSuspended().orElseThrow().reason().contains("until it is switched off"));
        assertFalse(safeMode.json().has("leavesInMs"));
    }

    @Test
    void aVariableAsksForIt() {
        assertTrue(start(POLICY, Map.of("OPENCLAW_SAFE_MODE", "1")).isActive());
        assertFalse(start(POLICY, Map.of("OPENCLAW_SAFE_MODE", "0")).isActive());
    }

    @Test
    void aFileInTheStateDirectoryOrOnTheBootPartitionAsksForIt() throws Exception {
        Path file = Files.createDirectories(directory.resolve("boot")).resolve("openclaw-safe");
        Files.createFile(file);
        assertTrue(start(POLICY, Map.of()).json().path("reason").asText().contains(file.toString()));
        Files.delete(file);
        assertFalse(start(POLICY, Map.of()).isActive());
        Files.createFile(directory.resolve("openclaw-safe"));
        assertTrue(start(POLICY, Map.of()).isActive());
    }
}
