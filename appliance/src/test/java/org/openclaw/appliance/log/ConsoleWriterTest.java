package org.openclaw.appliance.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Level;

class ConsoleWriterTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void writesTimeSubsystemAndText() {
        assertEquals(
                "2026-11-21T10:00:00.000+00:00 [gateway] listening on :18789\n",
                write(ConsoleStyle.PRETTY, false, Level.INFO, "gateway", "listening on :18789", ""));
    }

    @Test
    void leavesTheTimeToTheSupervisorWhenCompact() {
        assertEquals(
                "[gateway] listening on :18789\n",
                write(ConsoleStyle.COMPACT, false, Level.ERROR, "gateway", "listening on :18789", ""));
    }

    @Test
    void writesJsonWhenAsked() throws Exception {
        assertEquals(
                "hello", Json.parse(write(ConsoleStyle.JSON, false, Level.INFO, "a", "hello", "")).get("message").asText());
    }

    @Test
    void textFromOutsideCanNeitherForgeALineNorCommandTheTerminal() {
        String written = write(ConsoleStyle.COMPACT, false, Level.INFO, "a", "x\r\n[gateway] fake\u001b[2J\u009b", "");

        assertEquals("[a] x\n  [gateway] fake\\u001b[2J\\u009b\n", written);
    }

    @Test
    void coloursOnlyWhereUnderstood() {
        assertTrue(write(ConsoleStyle.PRETTY, true, Level.ERROR, "a", "x", "trace").contains("\u001b[31m"));
        out.reset();
        assertFalse(write(ConsoleStyle.PRETTY, false, Level.ERROR, "a", "x", "trace").contains("\u001b"));
    }

    @Test
    void aClosedPipeDoesNotBreakTheProgram() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        writer(closed, ConsoleStyle.PRETTY, false).write(new LogEntry(Instant.EPOCH, Level.INFO, "a", "x", ""));
    }

    private String write(ConsoleStyle style, boolean colour, Level level, String tag, String text, String failure) {
        writer(out, style, colour)
                .write(new LogEntry(Instant.parse("2026-11-21T10:00:00Z"), level, tag, text, failure));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ConsoleWriter writer(OutputStream out, ConsoleStyle style, boolean colour) {
        return new ConsoleWriter(out, style, colour, ZoneOffset.UTC, new JsonLineFormat("board", ZoneOffset.UTC));
    }

    @Test
    void tellsAJournalHowImportantEachLineIs() {
        assertEquals("<6>[a] x\n", write(ConsoleStyle.JOURNAL, false, Level.INFO, "a", "x", ""));
        out.reset();
        String failed = write(ConsoleStyle.JOURNAL, false, Level.ERROR, "a", "x\n<0>y", "trace");
        assertTrue(failed.startsWith("<3>[a] x"), failed);
        assertEquals(1, failed.lines().count());
    }
}
