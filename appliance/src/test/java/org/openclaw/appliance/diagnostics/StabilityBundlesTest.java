package org.openclaw.appliance.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;

class StabilityBundlesTest {

    @TempDir
    Path state;

    private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
    private final Clock clock = ticking();

    private Clock ticking() {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(millis.getAndAdd(1));
            }
        };
    }

    private StabilityBundles bundles() {
        return new StabilityBundles(StabilityBundles.in(state), text -> text.replace("hunter22", "***"), clock);
    }

    @Test
    void keepsWhatIsKnownForTheOwnerAloneAndWithoutSecrets() throws IOException {
        Stability stability = new Stability(clock);
        stability.record("tick", Json.object());
        Path file = bundles()
                .write("gateway.fatal", new IllegalStateException("password hunter22\nwrong"),
                        Json.object().put("step", "listen"), stability.snapshot(10, null, 0))
                .orElseThrow();

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        JsonNode bundle = StabilityBundles.read(file);
        assertEquals("gateway.fatal", bundle.path("reason").asText());
        assertEquals("password *** wrong", bundle.path("error").path("message").asText());
        assertTrue(bundle.path("error").path("stack").asText().contains("StabilityBundlesTest"));
        assertEquals("<redacted-hostname>", bundle.path("host").path("hostname").asText());
        assertEquals(1, bundle.path("snapshot").path("count").asInt());
        assertTrue(bundles().has(ProcessHandle.current().pid()));
        assertFalse(bundles().has(1));
    }

    @Test
    void keepsTheNewestTwenty() throws IOException {
        for (int i = 0; i < StabilityBundles.MOST_FILES + 3; i++) {
            bundles().write("reason-" + i, null, null, null);
        }
        try (Stream<Path> files = Files.list(StabilityBundles.in(state))) {
            assertEquals(StabilityBundles.MOST_FILES, files.count());
        }
        assertTrue(bundles().latest().orElseThrow().toString().contains("reason-22"));
    }

    @Test
    void makesNoFileNameOfWhatIsNoCode() {
        assertTrue(bundles().write("../../x", null, null, null).orElseThrow().toString().endsWith("-unknown.json"));
    }

    @Test
    void readsNothingElse() throws IOException {
        Path other = Files.writeString(state.resolve("other.json"), "{}");
        assertThrows(IOException.class, () -> StabilityBundles.read(other));
    }
}
