package org.openclaw.appliance.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.openclaw.appliance.config.Redaction;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.file.FileMutex;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;

/**
 * The gateway's own secrets: a file that only its user can read, beside the database and not in it, so that a damaged
 * database doesn't lock the owner out. Nothing is encrypted. Thread-safe, also between processes; keeps nothing in memory.
 */
public final class SecretStore {

    /** Longest value, in bytes of UTF-8. */
    public static final int LONGEST_VALUE = 64 * 1024;

    private static final int MOST_ENTRIES = 256;
    private static final long LARGEST_FILE = 20L * 1024 * 1024;
    private static final long PATIENCE_MILLIS = 10_000;
    private static final List<String> SECRET_ENDINGS = List.of("_KEY", "_TOKEN", "_PASSWORD", "_SECRET", "_PASSPHRASE", "_CREDENTIALS");

    private final Path file;
    private final Clock clock;

    public SecretStore(StatePaths paths, Clock clock) {
        this.file = paths.database().resolveSibling("secrets.json");
        this.clock = clock;
    }

    /** Who may see a value again. */
    public enum Kind {
        /** Nobody: it is only used. */
        SECRET,
        /** Administrators. */
        ENV;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Kind of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        /** What a name sounds like. */
        public static Kind guess(String name) {
            return SECRET_ENDINGS.stream().anyMatch(name::endsWith) ? SECRET : ENV;
        }
    }

    /**
     * One entry. Never prints its value.
     *
     * @param updatedBy who set it; may be empty
     * @param allowedHosts where it may be sent to by a proxy; kept for clients that know such a proxy
     */
    public record Entry(
            String name, Kind kind, String value, long createdAtMs, long updatedAtMs, String updatedBy, List<String> allowedHosts) {

        public Entry {
            allowedHosts = List.copyOf(allowedHosts);
        }

        @Override
        public String toString() {
            return "Entry[" + name + "]";
        }
    }

    /** What a client wants to keep. @param allowedHosts null to leave those there are */
    public record Wish(String name, Kind kind, String value, String updatedBy, List<String> allowedHosts) {

        @Override
        public String toString() {
            return "Wish[" + name + "]";
        }
    }

    /** The file, for sentences. */
    public Path file() {
        return file;
    }

    /** All entries in the order of their names. @throws IOException with a sentence, when the file can't be read */
    public List<Entry> entries() throws IOException {
        ObjectNode entries = read().withObject("/entries");
        List<Entry> list = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            list.add(entry(entry.getKey(), entry.getValue()));
        }
        list.sort((a, b) -> a.name().compareTo(b.name()));
        return list;
    }

    public Optional<Entry> find(String name) throws IOException {
        JsonNode entry = read().path("entries").path(name);
        return entry.isObject() ? Optional.of(entry(name, entry)) : Optional.empty();
    }

    /** Why a wish can't be met, for the operator; empty when it can. Doesn't look at the file. */
    public static Optional<String> fault(Wish wish) {
        if (!SecretRef.isName(wish.name())) {
            return Optional.of("a name has capital letters, digits and _, begins with a letter and has at most 128 of them");
        }
        if (wish.value().getBytes(StandardCharsets.UTF_8).length > LONGEST_VALUE) {
            return Optional.of("the value of " + wish.name() + " is longer than 65536 bytes");
        }
        if (wish.kind() == Kind.SECRET && wish.value().isEmpty()) {
            return Optional.of("the secret " + wish.name() + " must not be empty");
        }
        return wish.value().contains(Redaction.PLACEHOLDER)
                ? Optional.of("the value of " + wish.name() + " is the text that is shown in the place of secrets")
                : Optional.empty();
    }

    /**
     * Keeps a value, also in the place of another.
     *
     * @throws IllegalArgumentException with a sentence, when it can't be kept
     * @throws IOException when the file can't be written
     */
    public void set(Wish wish) throws IOException {
        fault(wish).ifPresent(sentence -> {
            throw new IllegalArgumentException(sentence);
        });
        change(root -> {
            ObjectNode entries = root.withObject("/entries");
            if (!entries.has(wish.name()) && entries.size() >= MOST_ENTRIES) {
                throw new IllegalArgumentException("the store holds " + MOST_ENTRIES + " entries, its most; remove one first");
            }
            ObjectNode entry = entries.withObjectProperty(wish.name());
            if (!entry.has("createdAtMs")) {
                entry.put("createdAtMs", clock.millis());
            }
            entry.put("kind", wish.kind().wireName())
                    .put("value", wish.value())
                    .put("updatedAtMs", clock.millis())
                    .put("updatedBy", wish.updatedBy());
            if (wish.allowedHosts() != null) {
                entry.set("allowedHosts", Json.tree(wish.allowedHosts()));
            }
            return root;
        });
    }

    /** Forgets an entry. @return whether there was one */
    public boolean remove(String name) throws IOException {
        boolean[] removed = {false};
        change(root -> {
            removed[0] = root.withObject("/entries").remove(name) != null;
            return root;
        });
        return removed[0];
    }

    private void change(UnaryOperator<ObjectNode> edit) throws IOException {
        try (FileMutex mutex = FileMutex.acquire(file.resolveSibling(".secrets.json.lock"))) {
            ObjectNode before = read();
            ObjectNode after = edit.apply(before.deepCopy());
            if (!after.equals(before)) {
                PrivateFile.sweep(file);
                PrivateFile.write(file, Json.bytes(after));
            }
        }
    }

    private ObjectNode read() throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Json.object().put("version", 1);
        }
        try {
            if (Json.parse(text()) instanceof ObjectNode root && root.path("version").asInt() == 1) {
                return root;
            }
        } catch (JsonProcessingException e) {
            throw new IOException("the secret store " + file + " is damaged; restore it, or remove it and set its secrets anew");
        }
        throw new IOException("the secret store " + file + " was written by a newer version of this program");
    }

    private String text() throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.readString(file);
        }
        try {
            return PrivateText.read(file, LARGEST_FILE, PATIENCE_MILLIS);
        } catch (SecretFault e) {
            throw new IOException("the secret store can't be used: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the secret store was read");
        }
    }

    private static Entry entry(String name, JsonNode node) {
        List<String> hosts = new ArrayList<>();
        node.path("allowedHosts").forEach(host -> hosts.add(host.asText()));
        return new Entry(
                name,
                node.path("kind").asText().equals("env") ? Kind.ENV : Kind.SECRET,
                node.path("value").asText(),
                node.path("createdAtMs").asLong(),
                node.path("updatedAtMs").asLong(),
                node.path("updatedBy").asText(""),
                hosts);
    }
}
