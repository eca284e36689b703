package org.openclaw.appliance.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;

/**
 * {@code exec-approvals.json}: what this machine lets run, whatever the configuration says, and the list of commands that
 * need no question. Read anew each time, so an edit counts at once; written so that a power cut leaves the old or the new one.
 * A damaged file lets nothing run. Thread-safe.
 */
public final class ApprovalsFile {

    private static final int MOST_BYTES = 1024 * 1024;
    private static final int MOST_ENTRIES = 1_000;
    private static final String EVERY_AGENT = "*";

    private final Path file;
    private final ReentrantLock changes = new ReentrantLock();

    public ApprovalsFile(Path file) {
        this.file = file;
    }

    /**
     * The document of one moment.
     *
     * @param hash identifies its content to clients that want to change just that
     * @param json {@code {version,defaults?,agents?}}
     */
    public record Document(boolean exists, String hash, ObjectNode json) {

        /** What holds for an agent by this document alone; open where it says nothing. */
        ExecPolicy policy(String agentId) {
            JsonNode defaults = json.path("defaults");
            JsonNode every = json.path("agents").path(EVERY_AGENT);
            JsonNode own = json.path("agents").path(agentId);
            return new ExecPolicy(
                    ExecPolicy.Security.of(first("security", own, every, defaults), ExecPolicy.Security.FULL),
                    ExecPolicy.Ask.of(first("ask", own, every, defaults), ExecPolicy.Ask.OFF),
                    ExecPolicy.Security.of(first("askFallback", own, every, defaults), ExecPolicy.Security.DENY));
        }

        /** The entries that count for an agent. */
        List<JsonNode> allowlist(String agentId) {
            List<JsonNode> entries = new ArrayList<>();
            json.path("agents").path(agentId).path("allowlist").forEach(entries::add);
            json.path("agents").path(EVERY_AGENT).path("allowlist").forEach(entries::add);
            return entries;
        }

        private static JsonNode first(String name, JsonNode... places) {
            for (JsonNode place : places) {
                if (place.hasNonNull(name)) {
                    return place.get(name);
                }
            }
            return MissingNode.getInstance();
        }
    }

    public Path path() {
        return file;
    }

    /** @throws IOException when it is there and can't be read or isn't what it should be; nothing may run then */
    public Document read() throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException e) {
            return new Document(false, hash(new byte[0]), Json.object().put("version", 1));
        }
        if (bytes.length > MOST_BYTES) {
            throw new IOException(file + " is larger than " + MOST_BYTES + " bytes");
        }
        JsonNode json;
        try {
            json = Json.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is no valid JSON: " + e.getOriginalMessage(), e);
        }
        if (!(json instanceof ObjectNode object) || json.path("version").asInt() != 1) {
            throw new IOException(file + " is no approvals file of version 1");
        }
        return new Document(true, hash(bytes), object);
    }

    /**
     * Replaces the document.
     *
     * @param baseHash the hash of the one it was made from, or null to replace whatever is there
     * @throws StaleException when another one is there by now
     */
    public Document replace(ObjectNode json, String baseHash) throws IOException, StaleException {
        changes.lock();
        try {
            if (baseHash != null && !baseHash.equals(hashNow())) {
                throw new StaleException();
            }
            json.path("agents").forEach(agent -> agent.path("allowlist").forEach(ApprovalsFile::identify));
            return write(json);
        } finally {
            changes.unlock();
        }
    }

    // A damaged file can be replaced, too.
    private String hashNow() throws IOException {
        try {
            return hash(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return hash(new byte[0]);
        }
    }

    private static void identify(JsonNode entry) {
        if (entry instanceof ObjectNode object && !object.hasNonNull("id")) {
            object.put("id", UUID.randomUUID().toString());
        }
    }

    /** Puts generated entries on an agent's list; those that are there already stay as they are. */
    void allow(String agentId, List<ObjectNode> entries) throws IOException {
        changes.lock();
        try {
            ObjectNode json = read().json().deepCopy();
            ArrayNode list = json.withObject("agents").withObject(agentId).withArray("allowlist");
            for (ObjectNode entry : entries) {
                if (list.size() < MOST_ENTRIES && !has(list, entry)) {
                    list.add(entry.put("id", UUID.randomUUID().toString()));
                }
            }
            write(json);
        } finally {
            changes.unlock();
        }
    }

    private static boolean has(ArrayNode list, ObjectNode entry) {
        for (JsonNode known : list) {
            if (known.path("pattern").equals(entry.path("pattern"))
                    && known.path("argPattern").equals(entry.path("argPattern"))) {
                return true;
            }
        }
        return false;
    }

    private Document write(ObjectNode json) throws IOException {
        byte[] bytes = (Json.pretty(json) + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            throw new IOException("the approvals would be larger than " + MOST_BYTES + " bytes");
        }
        PrivateFile.write(file, bytes);
        return new Document(true, hash(bytes), json);
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Somebody else changed the document meanwhile. */
    public static final class StaleException extends Exception {
        StaleException() {
            super("exec approvals changed since last load; re-run exec.approvals.get and retry", null, false, false);
        }
    }
}
