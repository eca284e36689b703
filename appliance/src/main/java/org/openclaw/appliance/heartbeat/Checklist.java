package org.openclaw.appliance.heartbeat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** What an agent looks after: {@code HEARTBEAT.md} in its workspace, read anew each time. */
final class Checklist {

    static final String FILE = "HEARTBEAT.md";

    private static final int MOST_BYTES = 32 * 1024;
    private static final TaggedLogger LOG = Logger.tag("heartbeat");

    private Checklist() {}

    /** The file's text, cut where it is too long; null where there is no file. */
    static String read(Path workspace) {
        Path file = workspace.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            LOG.warn("{} can't be read: {}", file, e.getMessage());
            return null;
        }
    }

    /** Whether there is nothing in it to do: only blank lines, headings, comments, fences and empty boxes. */
    static boolean isEmpty(String text) {
        boolean comment = false;
        for (String line : text.lines().toList()) {
            String rest = line.strip();
            if (comment) {
                int end = rest.indexOf("-->");
                comment = end < 0;
                rest = end < 0 ? "" : rest.substring(end + 3).strip();
            }
            while (rest.startsWith("<!--")) {
                int end = rest.indexOf("-->");
                comment = end < 0;
                rest = end < 0 ? "" : rest.substring(end + 3).strip();
            }
            if (!isStub(rest)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isStub(String line) {
        if (line.isEmpty() || line.startsWith("```") || line.startsWith("~~~")) {
            return true;
        }
        int marks = 0;
        while (marks < line.length() && line.charAt(marks) == '#') {
            marks++;
        }
        if (marks > 0 && marks <= 6 && (marks == line.length() || line.charAt(marks) == ' ')) {
            return true;
        }
        boolean bullet = "-*+".indexOf(line.charAt(0)) >= 0;
        String item = bullet ? line.substring(1).strip() : line;
        return bullet && (item.isEmpty() || item.equals("[ ]") || item.equalsIgnoreCase("[x]"));
    }
}
