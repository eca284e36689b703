package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.images.gateway.GatewayHome;
import org.openclaw.appliance.images.gateway.GatewayProcess;

/** Watching a gateway from outside, with what the distribution has for it. */
@EnabledOnOs(OS.LINUX)
class WatchingIT {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Layout installed = new Layout(Path.of("target/openclaw"));

    @Test
    void followsTheLogAcrossARestartWithoutMissingALine() throws Exception {
        try (GatewayHome home = GatewayHome.offline()) {
            Process follow;
            Path out = home.directory().resolve("follow.out");
            Path err = home.directory().resolve("follow.err");
            try (GatewayProcess _ = GatewayProcess.start(installed, home, Map.of()).awaitReady()) {
                follow = start(home, List.of(installed.launcher().toString(), "logs", "--tail", "1", "--follow"), out, err);
                await(out, "ready after");
            }
            try (GatewayProcess _ = GatewayProcess.start(installed, home, Map.of()).awaitReady()) {
                await(err, "[logs] gateway reconnected");
                await(out, "listening on");
                assertTrue(Files.readString(out).contains("stopped cleanly"), Files.readString(out));
            } finally {
                follow.destroy();
            }
        }
    }

    @Test
    void tellsASupervisorHowTheGatewayIs() throws Exception {
        String probe = installed.root().resolve("bin/openclaw-probe").toString();
        try (GatewayHome home = GatewayHome.offline()) {
            assertEquals(3, status(home, List.of("sh", probe)));
            try (GatewayProcess _ = GatewayProcess.start(installed, home, Map.of()).awaitReady()) {
                assertEquals(0, status(home, List.of("sh", probe)));
                assertEquals(0, status(home, List.of("sh", probe, "--live", "--port", Integer.toString(home.port()))));
            }
            assertEquals(2, status(home, List.of("sh", probe, "--port", Integer.toString(home.port()))));
            assertEquals(64, status(home, List.of("sh", probe, "--no-such-option")));
        }
    }

    private static int status(GatewayHome home, List<String> command) throws IOException, InterruptedException {
        Path output = home.directory().resolve("probe.out");
        Process process = start(home, command, output, output);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "the probe hangs");
        return process.exitValue();
    }

    private static Process start(GatewayHome home, List<String> command, Path out, Path err) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.directory().toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
        home.applyTo(builder.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private static void await(Path file, String text) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertTrue(System.nanoTime() < end, () -> text + " did not come; got: " + read(file));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
