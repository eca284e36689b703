package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;

/** Writes a session's conversation to a file of JSON lines, a page at a time, readable by its owner only. */
final class TranscriptExport {

    private static final int PAGE = 50;

    private final Sessions sessions;
    private final Path stateDir;

    /** @param stateDir files go below {@code agents/<id>/sessions} in it */
    TranscriptExport(Sessions sessions, Path stateDir) {
        this.sessions = sessions;
        this.stateDir = stateDir;
    }

    /**
     * Writes the file and waits until it is on disk.
     *
     * @param suffix what its name has after {@code .jsonl}
     */
    Path write(Session session, String suffix) throws IOException {
        Path folder = stateDir.resolve("agents").resolve(session.key().agentId()).resolve("sessions");
        Path file = folder.resolve(session.sessionId() + ".jsonl" + suffix);
        try (FileChannel channel = PrivateFile.open(file)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
            write(session, out);
            out.flush();
            channel.force(true);
        }
        return file;
    }

    private void write(Session session, OutputStream out) throws IOException {
        line(out, Json.object()
                .put("type", "session")
                .put("version", 3)
                .put("id", session.sessionId())
                .put("timestamp", Instant.ofEpochMilli(session.sessionStartedAt()).toString())
                .put("sessionKey", session.key().toString()));
        String parent = null;
        for (long first = 1; first <= session.messages(); first += PAGE) {
            for (Entry entry : page(session.key(), first)) {
                ObjectNode line = Json.object()
                        .put("type", entry.message().has("compaction") ? "compaction" : "message")
                        .put("id", entry.id())
                        .put("parentId", parent)
                        .put("timestamp", Instant.ofEpochMilli(entry.timestamp()).toString());
                line.set("message", entry.message());
                line(out, line);
                parent = entry.id();
            }
        }
    }

    private List<Entry> page(SessionKey key, long first) {
        return sessions.read(sql -> SessionTable.find(sql, key)
                .map(stored -> EntryTable.range(sql, stored, first, first + PAGE - 1))
                .orElse(List.of()));
    }

    private static void line(OutputStream out, ObjectNode line) throws IOException {
        out.write(Json.text(line).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }
}
