package org.openclaw.appliance.workspace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Reads lines of a text file of the workspace. */
final class ReadTool implements Tool {

    private static final int MOST_LINES = 2_000;
    private static final int MOST_CHARS = 48_000;
    private static final int MOST_IN_LINE = 4_000;
    /** How far into a file one can read, in bytes: beyond, it is a matter for exec. */
    private static final long MOST_READ = 64L * 1024 * 1024;

    private static final ToolSpec SPEC = ToolSpec.of(
                    "read",
                    ToolSpec.Group.FS,
                    "Read a text file of the workspace: at most 2000 lines or 48000 characters at once; use offset and limit for "
                            + "the rest of long files.",
                    """
                    {"type":"object","required":["path"],"properties":{
                    "path":{"type":"string","description":"File, below the workspace."},
                    "offset":{"type":"number","description":"First line, from 1."},
                    "limit":{"type":"number","description":"Most lines."}}}""")
            .in(ToolSpec.Profile.CODING)
            .readOnly()
            .within(Duration.ofSeconds(20));

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        String path = call.arguments().text("path");
        int first = call.arguments().number("offset", 1, 1, Integer.MAX_VALUE);
        int limit = call.arguments().number("limit", MOST_LINES, 1, MOST_LINES);
        return new Confined(call.workspace())
                .read(path, (file, size) -> lines(call, file, size, first, limit));
    }

    private static ToolResult lines(ToolCall call, SeekableByteChannel file, long size, int first, int limit)
            throws IOException, ToolException {
        StringBuilder text = new StringBuilder();
        LineReader reader = new LineReader(file);
        int number = 0;
        int shown = 0;
        String line;
        while ((line = reader.next()) != null) {
            number++;
            if (number < first) {
                if (call.cancellation().cancelled() || reader.position() > MOST_READ) {
                    throw new ToolException("Line " + first + " is too far into the file.");
                }
                continue;
            }
            if (shown == limit || text.length() + line.length() > MOST_CHARS) {
                text.append("[more lines follow; read on with offset ").append(number).append("]\n");
                break;
            }
            text.append(line).append('\n');
            shown++;
        }
        if (shown == 0 && number < first && number > 0) {
            throw new ToolException("The file has only " + number + " lines.");
        }
        return ToolResult.of(
                text.toString(), Json.object().put("bytes", size).put("firstLine", first).put("lines", shown));
    }

    /** Lines of bounded length: a file without line ends must not fill the memory. */
    private static final class LineReader {
        private final SeekableByteChannel file;
        private final BufferedReader in;

        LineReader(SeekableByteChannel file) {
            this.file = file;
            this.in = new BufferedReader(new InputStreamReader(
                    Channels.newInputStream(file),
                    StandardCharsets.UTF_8.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPLACE)
                            .onUnmappableCharacter(CodingErrorAction.REPLACE)));
        }

        long position() throws IOException {
            return file.position();
        }

        String next() throws IOException, ToolException {
            StringBuilder line = new StringBuilder();
            int left = 0;
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    return end(line, left);
                }
                if (c == 0) {
                    throw new ToolException("This is no text file.");
                }
                if (line.length() < MOST_IN_LINE) {
                    line.append((char) c);
                } else if ((++left & 0xffff) == 0 && file.position() > MOST_READ) {
                    throw new ToolException("This file has a line that never ends.");
                }
            }
            return line.isEmpty() ? null : end(line, left);
        }

        private static String end(StringBuilder line, int left) {
            if (left > 0) {
                line.append(" [… ").append(left).append(" more characters in this line]");
            }
            int length = line.length();
            return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
        }
    }
}
