package org.openclaw.appliance.images.squeeze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.gateway.GatewayClient;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/**
 * Memory that runs out, in control groups of this machine. {@code -Dsqueeze.runs=20} repeats the main case as often instead of
 * twice, and {@code -Dsqueeze.abreast=4} says how many at once; the table goes to {@code target/squeeze.md}.
 */
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(named = "squeeze", matches = "false", disabledReason = "takes minutes: left out by -Dsqueeze=false")
class MemorySqueezeIT {

    private static final int RUNS = Integer.getInteger("squeeze.runs", 2);
    private static final int ABREAST = Integer.getInteger("squeeze.abreast", 2);
    /** One run in so many may fail. */
    private static final int TOLERANCE = 20;
    /** 128 and the number of SIGKILL. */
    private static final int KILLED = 137;

    private final Layout layout = new Layout(Path.of("target/openclaw"));

    @BeforeAll
    static void needsGroups() {
        Optional<String> obstacle = MemoryGroup.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    }

    @Test
    void warnsBeforeTheKernelKillsAndLivesOrRestartsItself() throws Exception {
        List<Callable<Squeeze>> runs = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            String name = "squeeze-" + i;
            Squeeze.Victim victim = i % 2 == 0 ? Squeeze.Victim.HOG : Squeeze.Victim.GATEWAY;
            runs.add(() -> Squeeze.run(layout, name, victim));
        }
        StringBuilder table = new StringBuilder(Squeeze.heading());
        List<String> complaints = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(ABREAST)) {
            for (Future<Squeeze> run : threads.invokeAll(runs)) {
                Squeeze squeeze = run.get();
                table.append(squeeze.row());
                squeeze.complaint().ifPresent(complaints::add);
            }
        }
        table.append(String.format("%n%d of %d kept the promise%n", RUNS - complaints.size(), RUNS));
        Files.writeString(Path.of("target/squeeze.md"), table);
        System.out.println(table);
        assertTrue(complaints.size() <= RUNS / TOLERANCE, () -> String.join("\n\n", complaints));
    }

    @Test
    void saysAfterwardsThatItWasKilled() throws Exception {
        try (GatewayHome home = GatewayHome.offline().onBoardWith(Squeeze.MEGABYTES).withoutEmergencyExit();
                MemoryGroup group = MemoryGroup.of("kill", 90)) {
            GatewayProcess killed = GatewayProcess.start(layout, home, Map.of(), group.starter()).awaitReady();
            long pid = killed.pid();
            Files.writeString(Path.of("/proc/" + pid + "/oom_score_adj"), "1000");
            try (HogProcess _ = HogProcess.start(layout, group.starter(), 200, 1)) {
                await("the kernel to kill the gateway", () -> !killed.isAlive());
                assertEquals(KILLED, killed.exitStatus());
                assertTrue(group.kills() > 0);
            }
            try (GatewayProcess next = GatewayProcess.start(layout, home, Map.of(), group.starter()).awaitReady()) {
                String told = tellsItsLog() ? "\\(certain\\): the kernel killed pid " + pid + " " : "\\(strong\\): ";
                Pattern line = Pattern.compile(
                        "previous run ended: oom-kill " + told + "[^;\n]*; last seen \\d{4}-\\S+Z with \\d+ MB");
                await("the line " + line, () -> line.matcher(next.output()).find());
            }
        }
    }

    @Test
    void givesNothingUpOnTheWordOfOneSign() throws Exception {
        try (GatewayHome home = GatewayHome.offline().onBoardWith(Squeeze.MEGABYTES)) {
            Path pipe = home.directory().resolve("pressure");
            assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
            try (GatewayProcess gateway = GatewayProcess.start(
                                    layout, home, Map.of("MEMORY_PRESSURE_WATCH", pipe.toString()))
                            .awaitReady();
                    GatewayClient client = gateway.connect()) {
                Files.write(pipe, new byte[] {1}, StandardOpenOption.WRITE);
                await("the sign to be heard", () -> memory(client).path("level").asText().equals("warning"));
                JsonNode during = memory(client);
                assertEquals("os_warn", during.path("reason").asText());
                assertEquals("normal", during.path("shedding").asText());
                await("the alarm to end", () -> memory(client).path("level").asText().equals("normal"));

                JsonNode after = memory(client);
                assertEquals(1, after.path("alarms").asInt());
                assertEquals(1, after.path("falseAlarms").asInt());
                after.path("sheds").forEach(shed -> assertEquals(0, shed.path("times").asInt(), shed::toString));
            }
        }
    }

    private static boolean tellsItsLog() {
        try (InputStream log = Files.newInputStream(Path.of("/dev/kmsg"))) {
            return log != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static JsonNode memory(GatewayClient client) throws IOException {
        return client.request("appliance.memory.get", "{}");
    }

    private static void await(String what, Condition condition) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }
}
