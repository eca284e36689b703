package org.openclaw.appliance.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * An agent's folder of Markdown files that shape how it answers. Read anew for every turn, so an edit counts at once and
 * nothing stays in memory. Thread-safe.
 */
final class Workspace {

    /** Read in this order; each may be missing. */
    static final List<String> FILES =
            List.of("AGENTS.md", "SOUL.md", "IDENTITY.md", "USER.md", "TOOLS.md", "MEMORY.md");

    /** Those that clients may edit: the files above, and what the agent does when it is woken by the clock. */
    static final List<String> EDITABLE =
            List.of("AGENTS.md", "SOUL.md", "IDENTITY.md", "USER.md", "TOOLS.md", "MEMORY.md", "HEARTBEAT.md");

    /** Most characters of {@code USER.md}, whatever is configured. */
    static final int MOST_OF_USER = 4_000;

    private static final TaggedLogger LOG = Logger.tag("agent/workspace");

    private final Path folder;

    Workspace(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder with short templates unless it exists. A failure is logged and the turn goes on without. */
    void createOnFirstUse() {
        if (Files.exists(folder)) {
            return;
        }
        try {
            WorkspaceTemplates.writeMissing(folder);
        } catch (IOException e) {
            LOG.warn("workspace {} can't be created ({}); check that the disk is writable", folder, e.getMessage());
        }
    }

    /**
     * The files' contents, one section each.
     *
     * @param mostPerFile most characters of one file
     * @param most most characters of all together, headings not counted
     */
    String context(int mostPerFile, int most) {
        StringBuilder context = new StringBuilder();
        int left = most;
        for (String name : FILES) {
            int cap = name.equals("USER.md") ? Math.min(MOST_OF_USER, mostPerFile) : mostPerFile;
            String text = read(name, Math.min(cap, left));
            if (!text.isEmpty()) {
                context.append("## ").append(name).append("\n\n").append(text).append("\n\n");
                left -= text.length();
            }
        }
        return context.toString();
    }

    private String read(String name, int most) {
        Path file = folder.resolve(name);
        // A pipe or a device under that name would block the turn for ever.
        if (most <= 0 || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            // UTF-8 needs at most three bytes for one UTF-16 unit.
            String text = new String(in.readNBytes(3 * most + 3), StandardCharsets.UTF_8).strip();
            return text.length() <= most ? text : clip(text, most, name);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            LOG.warn("{} can't be read: {}", file, e.getMessage());
            return "";
        }
    }

    private static String clip(String text, int most, String name) {
        String notice = "\n[" + name + " is longer; the rest was left out]";
        return notice.length() >= most ? "" : text.substring(0, most - notice.length()) + notice;
    }
}
