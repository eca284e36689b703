package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/**
 * A gateway that nobody uses leaves the card alone. Takes eleven minutes, two signs of life, and so only when asked for:
 * {@code -Dwear=true}; the footprint bench looks at ten seconds of it each time.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "wear", matches = "true", disabledReason = "takes eleven minutes: -Dwear=true")
class FlashWearIT {

    private static final long SETTLE_SECONDS = 20;
    private static final long SECONDS = 640;
    private static final long MOST_BYTES_PER_HOUR = 1_000_000;

    @Test
    void writesLessThanAMegabyteAnHourWhileIdle() throws IOException {
        try (GatewayHome home = GatewayHome.offline();
                GatewayProcess gateway = GatewayProcess.start(
                                new Layout(Path.of("target/openclaw")), home, Map.of())
                        .awaitReady()) {
            pause(SETTLE_SECONDS);
            long before = written(gateway.pid());
            pause(SECONDS);
            long hour = (written(gateway.pid()) - before) * 3_600 / SECONDS;
            System.out.println("idle gateway: " + hour + " bytes an hour");
            assertTrue(hour < MOST_BYTES_PER_HOUR, hour + " bytes an hour");
        }
    }

    private static long written(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "io"))) {
            if (line.startsWith("write_bytes: ")) {
                return Long.parseLong(line.substring("write_bytes: ".length()));
            }
        }
        throw new IOException("this kernel doesn't count what a process writes");
    }

    private static void pause(long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }
}
