package org.openclaw.appliance.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.concurrent.locks.ReentrantLock;
import org.tinylog.Level;

/**
 * Readable lines for the terminal or for the supervisor's journal. Text from outside can neither forge a line nor send the
 * terminal commands: what follows a line break is indented and control characters are spelled out.
 */
final class ConsoleWriter implements LogWriter {

    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String FAINT = "\u001b[2m";
    private static final String PLAIN = "\u001b[0m";

    private final OutputStream out;
    private final ConsoleStyle style;
    private final boolean colour;
    private final ZoneId zone;
    private final JsonLineFormat json;
    private final ReentrantLock lock = new ReentrantLock();

    ConsoleWriter(OutputStream out, ConsoleStyle style, boolean colour, ZoneId zone, JsonLineFormat json) {
        this.out = out;
        this.style = style;
        this.colour = colour;
        this.zone = zone;
        this.json = json;
    }

    @Override
    public void write(LogEntry entry) {
        try {
            byte[] line = style == ConsoleStyle.JSON ? jsonLine(entry) : readable(entry).getBytes(StandardCharsets.UTF_8);
            lock.lock();
            try {
                out.write(line);
                out.flush();
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            // The reader of standard output went away. There is nobody left to tell.
            return;
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    private byte[] jsonLine(LogEntry entry) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        json.write(entry, line);
        return line.toByteArray();
    }

    private String readable(LogEntry entry) {
        StringBuilder line = new StringBuilder(entry.message().length() + 64);
        if (style == ConsoleStyle.JOURNAL) {
            line.append(priority(entry.level()));
        }
        if (style == ConsoleStyle.PRETTY) {
            String time = LogTime.local(entry.time(), zone);
            line.append(colour ? FAINT + time + PLAIN : time).append(' ');
        }
        line.append(shade(entry.level())).append('[');
        appendSafely(entry.subsystem(), line);
        line.append("] ");
        appendSafely(entry.message(), line);
        if (!entry.failure().isEmpty()) {
            line.append(style == ConsoleStyle.JOURNAL ? " ⏎ " : "\n  ");
            appendSafely(entry.failure(), line);
        }
        return line.append(shade(entry.level()).isEmpty() ? "" : PLAIN).append('\n').toString();
    }

    private static String priority(Level level) {
        return switch (level) {
            case ERROR, OFF -> "<3>";
            case WARN -> "<4>";
            case INFO -> "<6>";
            case DEBUG, TRACE -> "<7>";
        };
    }

    private String shade(Level level) {
        if (!colour) {
            return "";
        }
        return switch (level) {
            case ERROR -> RED;
            case WARN -> YELLOW;
            default -> "";
        };
    }

    private void appendSafely(String text, StringBuilder line) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' && style == ConsoleStyle.JOURNAL) {
                // To journald every line is a message of its own, with a priority of its own.
                line.append(" ⏎ ");
            } else if (c == '\n') {
                line.append("\n  ");
            } else if (c != '\r' && (c == '\t' || !Character.isISOControl(c))) {
                line.append(c);
            } else if (c != '\r') {
                line.append(String.format("\\u%04x", (int) c));
            }
        }
    }
}
