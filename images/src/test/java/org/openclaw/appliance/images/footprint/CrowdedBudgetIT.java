package org.openclaw.appliance.images.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;
import org.openclaw.appliance.images.squeeze.MemoryGroup;

/** Much work in a small budget: nobody is killed, and what it took is given back. */
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(named = "squeeze", matches = "false", disabledReason = "takes minutes: left out by -Dsqueeze=false")
class CrowdedBudgetIT {

    private static final int BUDGET_MEGABYTES = 160;
    private static final int CLIENTS = 500;
    private static final int TURNS = 200;
    private static final int AT_ONCE = 8;
    private static final double RETURNS_WITHIN = 1.1;
    /** The same, of a gateway that has never done anything: compiled code and classes of turns stay. */
    private static final double OF_UNUSED = 1.15;
    private static final long RETURN_PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(3);

    @BeforeAll
    static void needsGroups() {
        Optional<String> obstacle = MemoryGroup.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    }

    @Test
    void twoHundredTurnsBeforeFiveHundredClientsFitAndAreGivenBack() throws IOException {
        try (InstantProvider provider = new InstantProvider();
                MemoryGroup group = MemoryGroup.of("crowd", BUDGET_MEGABYTES);
                GatewayHome home = GatewayHome.withProvider(provider.port())
                        .onBoardWith(256)
                        .withMaxMemory(BUDGET_MEGABYTES + "m");
                GatewayProcess gateway = GatewayProcess.start(new Layout(Path.of("target/openclaw")), home, Map.of(), group.starter())
                        .awaitReady()) {
            long unused = residentKib(gateway);
            turns(gateway, TURNS);
            awaitRest(gateway, unused);
            long idle = residentKib(gateway);
            try (Crowd _ = Crowd.listening(gateway, CLIENTS)) {
                turns(gateway, TURNS);
            }
            long peak = ProcessFigures.of(gateway.pid()).peakRss();
            long after = returned(gateway, Math.min(idle * RETURNS_WITHIN, unused * OF_UNUSED));
            System.out.printf(
                    "RSS fresh %d KiB, idle after %d turns %d KiB, peak %d KiB, afterwards %d KiB%n", unused, TURNS, idle, peak, after);
            assertEquals(0, group.kills());
            assertTrue(gateway.isAlive());
            assertTrue(after <= idle * RETURNS_WITHIN, "RSS was " + idle + " KiB, and " + after + " KiB after the crowd had gone");
            assertTrue(after <= unused * OF_UNUSED, "RSS was " + unused + " KiB before all work, and " + after + " KiB after it");
        }
    }

    private static void turns(GatewayProcess gateway, int turns) throws IOException {
        Crowd.work(gateway, AT_ONCE, (client, number) -> {
            for (int i = 0; i < turns / AT_ONCE; i++) {
                client.turn("agent:main:crowd-" + number, "hello " + i);
            }
        });
    }

    /** Until it has given back what the turns left behind, or that isn't worth it; compiled code and the like it keeps. */
    private static void awaitRest(GatewayProcess gateway, long unused) throws IOException {
        long deadline = System.nanoTime() + RETURN_PATIENCE_NANOS;
        while (!gateway.output().contains("memory given back after work")
                && residentKib(gateway) > unused * RETURNS_WITHIN) {
            assertTrue(System.nanoTime() < deadline, "nothing was given back after work");
            ProcessFigures.pause(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private static long returned(GatewayProcess gateway, double least) throws IOException {
        long deadline = System.nanoTime() + RETURN_PATIENCE_NANOS;
        long now = residentKib(gateway);
        while (now > least && System.nanoTime() < deadline) {
            ProcessFigures.pause(TimeUnit.SECONDS.toNanos(1));
            now = residentKib(gateway);
        }
        return now;
    }

    private static long residentKib(GatewayProcess gateway) throws IOException {
        return ProcessFigures.field(Files.readString(Path.of("/proc/" + gateway.pid() + "/status")), "VmRSS:");
    }
}
