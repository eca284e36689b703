package org.openclaw.appliance.recall;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;

/**
 * Finds what an agent noted down and what was said to it: full-text search (SQLite FTS5, bm25). The index is brought up to
 * date with every search, and only then. Thread-safe; blocks on the disk.
 */
public final class Recall {

    /** Most hits of one search. */
    public static final int MOST_HITS = 50;

    private static final int MOST_WORDS = 16;
    private static final int SNIPPET_CHARS = 700;
    private static final int MOST_LINES = 400;

    private final Store store;
    private final Sessions sessions;
    private final Function<String, Path> workspaces;
    private final ReentrantLock indexing = new ReentrantLock();

    /** @param workspaces the folder of an agent, by its id */
    public Recall(Store store, Sessions sessions, Function<String, Path> workspaces) {
        this.store = store;
        this.sessions = sessions;
        this.workspaces = workspaces;
    }

    /** What is indexed. @param renewed files read anew just now */
    public record Index(int files, int passages, int renewed) {}

    /**
     * Brings the index of an agent's notes up to date.
     *
     * @param whole whether to make it anew
     * @throws IOException when the notes can't be read
     */
    public Index index(String agentId, boolean whole) throws IOException {
        indexing.lock();
        try {
            List<Notes.Note> notes = Notes.of(workspaces.apply(agentId));
            Map<String, Known> known = known(agentId);
            int renewed = 0;
            for (Notes.Note note : notes) {
                Known before = known.remove(note.path());
                if (whole || before == null || before.modified != note.modified() || before.size != note.size()) {
                    renew(agentId, note, before);
                    renewed++;
                }
            }
            for (Known gone : known.values()) {
                store.write(sql -> {
                    forget(sql, gone.id);
                    return null;
                });
            }
            long passages = store.read(sql -> sql.first(
                            "SELECT count(*) AS n FROM note_text WHERE file IN (SELECT id FROM note_file WHERE agent_id = ?)",
                            row -> row.number("n"),
                            agentId)
                    .orElse(0L));
            return new Index(notes.size(), (int) passages, renewed);
        } finally {
            indexing.unlock();
        }
    }

    private record Known(long id, String path, long modified, long size) {}

    private Map<String, Known> known(String agentId) {
        Map<String, Known> known = new HashMap<>();
        store.read(sql -> sql.query(
                        "SELECT id, path, modified, size FROM note_file WHERE agent_id = ?",
                        row -> new Known(row.number("id"), row.text("path"), row.number("modified"), row.number("size")),
                        agentId))
                .forEach(file -> known.put(file.path, file));
        return known;
    }

    private void renew(String agentId, Notes.Note note, Known before) throws IOException {
        List<Notes.Passage> passages = Notes.passages(Notes.read(note.file()));
        store.write(sql -> {
            if (before != null) {
                forget(sql, before.id);
            }
            long file = sql.insert(
                    "INSERT INTO note_file(agent_id, path, modified, size) VALUES (?, ?, ?, ?)",
                    agentId,
                    note.path(),
                    note.modified(),
                    note.size());
            passages.forEach(passage -> sql.insert(
                    "INSERT INTO note_text(text, file, first_line, last_line) VALUES (?, ?, ?, ?)",
                    passage.text(),
                    file,
                    passage.firstLine(),
                    passage.lastLine()));
            return null;
        });
    }

    private static void forget(Sql sql, long file) {
        sql.update("DELETE FROM note_text WHERE file = ?", file);
        sql.update("DELETE FROM note_file WHERE id = ?", file);
    }

    /**
     * Searches notes and conversations, best match first.
     *
     * @param limit most hits, at most {@value #MOST_HITS}
     * @return {@code {results:[{path,startLine,endLine,score,snippet,source}]}}
     */
    public ObjectNode search(String agentId, String query, int limit) throws IOException {
        index(agentId, false);
        List<ObjectNode> hits = new ArrayList<>(notes(agentId, query, limit));
        for (var said : sessions.search(agentId, query, limit)) {
            hits.add(Json.object()
                    .put("path", "sessions/" + said.path("sessionKey").asText())
                    .put("messageId", said.path("messageId").asText())
                    .put("startLine", 1)
                    .put("endLine", 1)
                    .put("score", said.path("score").asDouble())
                    .put("snippet", said.path("role").asText() + ": " + said.path("snippet").asText())
                    .put("source", "sessions"));
        }
        hits.sort(Comparator.comparingDouble((ObjectNode hit) -> hit.path("score").asDouble()).reversed());
        ObjectNode answer = Json.object();
        ArrayNode results = answer.putArray("results");
        hits.stream().limit(limit).forEach(results::add);
        return answer.put("provider", "fts");
    }

    private List<ObjectNode> notes(String agentId, String query, int limit) {
        List<String> words = Arrays.stream(query.split("[^\\p{L}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .limit(MOST_WORDS)
                .map(word -> "\"" + word + "\"*")
                .toList();
        if (words.isEmpty()) {
            return List.of();
        }
        // Any word will do, and bm25 puts those first that have most of them.
        return store.read(sql -> sql.query(
                "SELECT note_file.path, first_line, last_line, text, bm25(note_text) AS rank FROM note_text"
                        + " JOIN note_file ON note_file.id = note_text.file WHERE note_text MATCH ? AND note_file.agent_id = ?"
                        + " ORDER BY rank LIMIT ?",
                Recall::hit,
                String.join(" OR ", words),
                agentId,
                limit));
    }

    private static ObjectNode hit(Row row) {
        String text = row.text("text").strip();
        return Json.object()
                .put("path", row.text("path"))
                .put("startLine", row.number("first_line"))
                .put("endLine", row.number("last_line"))
                .put("score", -row.real("rank"))
                .put("snippet", text.length() > SNIPPET_CHARS ? text.substring(0, SNIPPET_CHARS) + "…" : text)
                .put("source", "memory");
    }

    /**
     * Lines of a note.
     *
     * @param path as a search gives it
     * @param from the first line, from 1
     * @param lines how many, at most {@value #MOST_LINES}
     * @throws IllegalArgumentException with a sentence when that is no note
     */
    public ObjectNode get(String agentId, String path, int from, int lines) throws IOException {
        Path workspace = workspaces.apply(agentId);
        boolean named = path.equals("MEMORY.md") || path.startsWith("memory/") && path.endsWith(".md") && !path.contains("..");
        Path file = workspace.resolve(path).normalize();
        if (!named || !file.startsWith(workspace) || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !file.toRealPath().startsWith(workspace.toRealPath())) {
            throw new IllegalArgumentException("there is no note \"" + path + "\"; notes are MEMORY.md and memory/*.md");
        }
        List<String> all = List.of(Notes.read(file).split("\n", -1));
        int first = Math.clamp(from, 1, Math.max(1, all.size()));
        int last = Math.min(all.size(), first - 1 + Math.clamp(lines, 1, MOST_LINES));
        return Json.object()
                .put("path", path)
                .put("text", String.join("\n", all.subList(first - 1, last)))
                .put("from", first)
                .put("lines", last - first + 1)
                .put("totalLines", all.size());
    }
}
