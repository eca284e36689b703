package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.log.LogSettings;
import org.openclaw.appliance.log.Logging;
import org.openclaw.appliance.log.Redaction;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.TestClient.Closed;

class LargePayloadTest {

    private static final int MIB = 1024 * 1024;

    private Path file;
    private Logging logging;
    private TestServer server;

    @BeforeEach
    void start(@TempDir Path home) throws IOException {
        file = home.resolve("test.log");
        logging = Logging.start(
                LogSettings.to(file).withConsoleLevel(org.tinylog.Level.OFF), new Redaction(), "board");
        server = TestServer.start(Limits.LEAN.withPayload(MIB, MIB).withHeartbeat(600_000, 600_000, 60_000));
    }

    @AfterEach
    void stop() {
        server.close();
        logging.close();
    }

    private List<String> diagnostics(String surface) throws IOException {
        logging.flush();
        return Files.readAllLines(file).stream()
                .filter(line -> line.contains("payload.large surface=" + surface))
                .toList();
    }

    @Test
    void namesMessagesThatAreTooLongBeforeAndAfterTheHello() throws IOException {
        try (TestClient early = server.open(); TestClient late = server.connected()) {
            early.text("x".repeat(70_000));
            early.expectEvent("connect.challenge");
            assertEquals(1009, early.closed().code());
            late.text("x".repeat(MIB + 1));
            assertEquals(1009, late.closed().code());
        }
        assertTrue(diagnostics("gateway.ws.preauth").getFirst().contains("limitBytes=65536 reason=preauth_frame_limit"));
        assertTrue(diagnostics("gateway.ws.frame").getFirst().contains("limitBytes=" + MIB + " reason=ws_frame_limit"));
    }

    @Test
    void namesWhatASlowReaderMissesOnceAndWhyItIsCutOff() throws IOException {
        try (TestClient stalled = server.connected(); TestClient lively = server.connected()) {
            var filler = Json.object().put("filler", "x".repeat(100_000));
            // First events that a slow reader may miss, more than the kernel's buffers take, then those it may not.
            for (int n = 0; n < 150; n++) {
                server.events.publishDroppable(Event.HEALTH, filler, caller -> true);
                lively.expectEvent("health");
            }
            for (int n = 0; n < 30; n++) {
                server.events.publish(Event.HEALTH, filler);
                lively.expectEvent("health");
            }
            try {
                while (true) {
                    stalled.next();
                }
            } catch (EOFException e) {
                assertEquals(new Closed(1008, "slow consumer"), stalled.closed());
            }
        }
        List<String> lines = diagnostics("gateway.ws.outbound_buffer");
        assertEquals(2, lines.size(), lines.toString());
        assertTrue(lines.get(0).contains("limitBytes=" + MIB / 4 + " reason=ws_send_buffer_drop"), lines.get(0));
        assertTrue(lines.get(1).contains("limitBytes=" + MIB + " reason=ws_send_buffer_close"), lines.get(1));
    }
}
