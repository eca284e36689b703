package org.openclaw.appliance.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Level;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Through tinylog's own API and a real file. */
class LoggingTest {

    private static final TaggedLogger LOG = Logger.tag("gateway/test");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("gateway.log");
    }

    @Test
    void logsTaggedLinesWithTheirSubsystem() throws Exception {
        try (Logging _ = Logging.start(LogSettings.to(file), new Redaction(), "board")) {
            LOG.info("hello {} and {}", "world", 2);
        }

        var line = Json.parse(lines().getFirst());
        assertEquals("hello world and 2", line.get("message").asText());
        assertEquals("gateway/test", line.get("subsystem").asText());
        assertEquals("board", line.get("hostname").asText());
    }

    @Test
    void changesLevelsWhileRunning() throws Exception {
        try (Logging logging = Logging.start(LogSettings.to(file), new Redaction(), "board")) {
            assertFalse(LOG.isDebugEnabled());
            LOG.debug("quiet");
            logging.apply(logging.settings().withLevel(Level.DEBUG));
            LOG.debug("loud");
            logging.apply(logging.settings().withLevel(Level.ERROR));
            LOG.warn("quiet");
        }

        assertEquals(1, lines().size());
        assertTrue(lines().getFirst().contains("loud"));
    }

    @Test
    void masksSecretsInMessagesAndStackTraces() throws Exception {
        Redaction redaction = new Redaction();
        redaction.register("correct horse");
        try (Logging _ = Logging.start(LogSettings.to(file), redaction, "board")) {
            LOG.error(new IOException("with correct horse"), "token={} failed", "hunter22");
        }

        String line = lines().getFirst();
        assertFalse(line.contains("horse") || line.contains("hunter22"), line);
        assertTrue(line.contains("java.io.IOException: with ***"), line);
    }

    @Test
    void keepsLibrariesQuietButHearsTheirWarnings() throws Exception {
        org.jboss.logging.Logger library = org.jboss.logging.Logger.getLogger("io.undertow.request");
        try (Logging _ = Logging.start(LogSettings.to(file), new Redaction(), "board")) {
            library.info("chatter");
            Logger.info("chatter");
            library.warn("trouble");
        }

        assertEquals(1, lines().size());
        assertTrue(lines().getFirst().contains("trouble"));
    }

    @Test
    void aMessageThatCannotBeFormattedDoesNotBreakItsCaller() throws Exception {
        try (Logging _ = Logging.start(LogSettings.to(file), new Redaction(), "board")) {
            LOG.info("value {}", new Object() {
                @Override
                public String toString() {
                    throw new IllegalStateException("no");
                }
            });
        }

        assertEquals(1, lines().size());
    }

    @Test
    void movesToAnotherFileWhenToldTo() throws Exception {
        Path other = directory.resolve("other.log");
        try (Logging logging = Logging.start(LogSettings.to(file), new Redaction(), "board")) {
            LOG.info("one");
            logging.apply(logging.settings().withFile(other));
            LOG.info("two");
        }

        assertTrue(lines().getFirst().contains("one"));
        assertTrue(Files.readString(other).contains("two"));
    }

    @Test
    void aReaderSeesGatheredLinesAfterFlush() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Logging logging = Logging.start(LogSettings.to(file), new Redaction(), "board", timer)) {
            LOG.info("one");
            LOG.info("two");
            logging.flush();
            assertEquals(2, lines().size());
        } finally {
            timer.shutdownNow();
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file);
    }
}
