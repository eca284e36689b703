package org.openclaw.appliance.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.ChildProcesses;
import org.openclaw.appliance.tool.ToolException;

@EnabledOnOs({OS.LINUX, OS.MAC})
class ChildrenTest {

    private static final Map<String, String> GATEWAY = Map.of(
            "PATH", "/usr/bin:/bin", "HOME", "/", "OPENCLAW_GATEWAY_TOKEN", "secret", "OPENAI_API_KEY", "secret",
            "WEIRD_NAME", "secret", "LD_PRELOAD", "x", "LC_ALL", "C");

    @TempDir
    Path folder;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Children.Ended> ended = new LinkedBlockingQueue<>();
    private final Children children =
            new Children(ChildProcesses.portable(), scheduler, workers, Clock.systemUTC(), ended::add);

    @AfterEach
    void stop() {
        children.close();
        workers.shutdownNow();
        scheduler.shutdownNow();
    }

    @Test
    void keepsTheGatewaysSecretsFromCommands() throws Exception {
        Child child = start("env", 60, Map.of("OWN", "value"));
        String environment = finished(child);
        assertFalse(environment.contains("secret"), environment);
        assertFalse(environment.contains("LD_PRELOAD"), environment);
        assertTrue(environment.contains("OWN=value"), environment);
        assertTrue(environment.contains("LC_ALL=C"), environment);
        assertTrue(environment.contains("OPENCLAW_SHELL=exec"), environment);
    }

    @Test
    void refusesVariablesThatDecideWhichProgramRuns() {
        for (String name : List.of("PATH", "LD_PRELOAD", "DYLD_X", "BASH_ENV", "NODE_OPTIONS", "OPENCLAW_X", "A B", "", "1A",
                "GIT_SSH_COMMAND", "path", "BASH_FUNC_ls%%")) {
            assertThrows(ToolException.class, () -> ChildEnvironment.check(Map.of(name, "x")), name);
        }
    }

    @Test
    void tellsHowACommandEnded() throws Exception {
        Child child = start("echo out; echo err >&2; exit 3", 60, Map.of());
        assertEquals("out\nerr\n", finished(child));
        assertEquals(3, child.exitCode());
        assertTrue(ChildView.of(child, Clock.systemUTC()).text().contains("exited with code 3"));
    }

    @Test
    void endsWhatTakesTooLongWithEverythingItStarted() throws Exception {
        Child child = start("sleep 300 & sleep 301", 1, Map.of());
        List<ProcessHandle> started = awaitDescendants(child, 2);
        finished(child);
        assertEquals(Child.Cause.TIMEOUT, child.cause());
        awaitGone(started);
    }

    @Test
    void killsWhatIgnoresBeingAsked() throws Exception {
        Child child = start("trap '' TERM; while :; do sleep 1; done", 60, Map.of());
        children.end(child, Child.Cause.ABORTED);
        finished(child);
        awaitGone(List.of(child.process().toHandle()));
    }

    @Test
    void leavesNothingRunningWhenTheGatewayStops() throws Exception {
        Child child = start("sleep 300", 0, Map.of());
        children.close();
        assertTrue(child.process().waitFor(20, TimeUnit.SECONDS));
        assertThrows(ToolException.class, () -> start("true", 60, Map.of()));
    }

    @Test
    void endsAllWhenMemoryIsShort() throws Exception {
        Child one = start("sleep 300", 60, Map.of());
        Child other = start("sleep 300", 60, Map.of());
        assertEquals(2, children.shed());
        finished(one);
        finished(other);
        assertEquals(Child.Cause.MEMORY, other.cause());
        assertEquals(0, children.shed());
    }

    @Test
    void doesNotWaitForOutputHeldOpenByWhatWasLeftBehind() throws Exception {
        Child child = start("(sleep 300 &) ; echo done", 60, Map.of());
        assertTrue(finished(child).contains("done"));
        children.end(child, Child.Cause.KILLED);
        child.process().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void refusesMoreThanSoManyAtOnceAndShowsEachAgentItsOwn() throws Exception {
        for (int i = 0; i < Children.MOST_RUNNING; i++) {
            start("sleep 300", 60, Map.of());
        }
        assertTrue(assertThrows(ToolException.class, () -> start("true", 60, Map.of())).getMessage().contains("running already"));
        assertEquals(Children.MOST_RUNNING, children.of("main").size());
        assertEquals(0, children.of("other").size());
        assertTrue(children.find("other", children.of("main").getFirst().id()).isEmpty());
    }

    @Test
    void survivesFloodsOfOutput() throws Exception {
        Child child = start("yes | head -c 50000000", 60, Map.of());
        finished(child);
        assertEquals(50_000_000, child.output().total());
        assertTrue(ChildView.of(child, Clock.systemUTC()).text().length() < 60_000);
    }

    @Test
    void tellsOfTheEndOfWhatWentToTheBackground() throws Exception {
        Child child = start("read line; echo got $line; exit 2", 60, Map.of());
        child.toBackground();
        child.process().getOutputStream().write("it\n".getBytes(StandardCharsets.UTF_8));
        child.process().getOutputStream().close();
        Children.Ended told = ended.poll(20, TimeUnit.SECONDS);
        assertEquals("agent:main:main", told.sessionKey());
        assertTrue(told.sentence().contains("code 2") && told.sentence().contains("got it"), told.sentence());
    }

    private Child start(String command, int seconds, Map<String, String> overrides) throws ToolException {
        return children.start(
                new Child.Start("main", "agent:main:main", command, folder, seconds), List.of(), GATEWAY, overrides);
    }

    private static String finished(Child child) throws Exception {
        return child.over().get(30, TimeUnit.SECONDS).output().since(0, 1_000_000);
    }

    private static List<ProcessHandle> awaitDescendants(Child child, int count) {
        List<ProcessHandle> found = List.of();
        while (found.size() < count) {
            Thread.onSpinWait();
            found = child.process().descendants().toList();
        }
        return found;
    }

    private static void awaitGone(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
