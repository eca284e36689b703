package org.openclaw.appliance.images.squeeze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.gateway.GatewayClient;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/** A budget that even an idle gateway exceeds. */
@EnabledOnOs(OS.LINUX)
class SmallBudgetIT {

    private static final int RESTART_STATUS = 75;
    private static final int RESTARTS = 3;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** So full a heap confirms that the process is too large. */
    private static final Map<String, String> SMALL_HEAP = Map.of("OPENCLAW_JAVA_OPTS", "-Xmx9m");

    private final Layout layout = new Layout(Path.of("target/openclaw"));

    @Test
    void doesNotLeadToRestartsWithoutEnd() throws IOException {
        try (GatewayHome home = GatewayHome.offline().onBoardWith(256).withMaxMemory("96m").withEmergencyFrom(70)) {
            for (int i = 0; i < RESTARTS; i++) {
                try (GatewayProcess gateway = GatewayProcess.start(layout, home, SMALL_HEAP)) {
                    await(() -> !gateway.isAlive());
                    assertEquals(RESTART_STATUS, gateway.exitStatus(), gateway.output());
                }
            }
            try (GatewayProcess gateway = GatewayProcess.start(layout, home, SMALL_HEAP).awaitReady();
                    GatewayClient client = gateway.connect()) {
                await(() -> "emergency".equals(memory(client).path("shedding").asText()));
                assertTrue(memory(client).path("restartsHeld").asBoolean(), () -> memory(client).toString());
                await(() -> gateway.output().contains("Raise the budget"));
                gateway.awaitHealthy();
            }
        }
    }

    private static JsonNode memory(GatewayClient client) {
        try {
            return client.request("appliance.memory.get", "{}");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.holds()) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
