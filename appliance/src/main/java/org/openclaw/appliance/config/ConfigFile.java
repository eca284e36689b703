package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;

/**
 * The configuration file: reads it, checks it, changes it. Thread-safe; changes of one instance happen one after the other.
 *
 * <p>A change is checked before it is written, and written so that the file holds either the old or the new text whenever
 * the process is killed or the power fails. The five texts before it stay beside it as {@code .bak}, {@code .bak.1} to
 * {@code .bak.4}.
 */
public final class ConfigFile {

    private static final int BACKUPS = 5;
    private static final String EMPTY = "{}\n";

    private final Path file;
    private final Path stateDir;
    private final Environment environment;
    private final ReentrantLock lock = new ReentrantLock();

    /** @param environment of the process; the {@code .env} file of the state directory is read at every load */
    public ConfigFile(StatePaths paths, Environment environment) {
        this.file = paths.configFile();
        this.stateDir = paths.stateDir();
        this.environment = environment;
    }

    public Path path() {
        return file;
    }

    /** Reads and checks the file as it is now. An unreadable file counts as invalid. */
    public LoadResult load() {
        try {
            Optional<byte[]> bytes = bytes();
            return bytes.isEmpty() ? new LoadResult.Missing(file) : reader().read(bytes.get(), hash(bytes.get()));
        } catch (IOException e) {
            return new LoadResult.Invalid(List.of(
                    new Problem(Problem.ROOT, "the file can't be read; check its owner and permissions", List.of(), file, 0, 0)));
        }
    }

    /** Checks a text as if the file held it. Writes nothing. */
    public LoadResult check(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return reader().read(bytes, hash(bytes));
    }

    /** The file's text, secrets included; empty when there is no file. */
    public Optional<String> text() throws IOException {
        return bytes().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The hash of the file's present content; empty when there is no file. */
    public Optional<String> hash() throws IOException {
        return bytes().map(this::hash);
    }

    /**
     * The value at a path as the file has it, without includes, environment or defaults, secrets included; a missing node
     * where there is none.
     *
     * @param path dotted, with brackets where a key needs them
     * @throws IllegalArgumentException when the path can't be read
     * @throws Json5Exception when the file isn't JSON5
     */
    public JsonNode get(String path) throws IOException, Json5Exception {
        List<String> keys = KeyPath.parse(path);
        Optional<String> text = text();
        return text.isEmpty() ? MissingNode.getInstance() : KeyPath.resolve(Json5.parse(text.get()), keys);
    }

    /** As {@link #get}, with {@link Redaction#PLACEHOLDER} in the place of secrets: what may be shown. */
    public JsonNode getRedacted(String path) throws IOException, Json5Exception {
        List<String> keys = KeyPath.parse(path);
        Optional<String> text = text();
        return text.isEmpty()
                ? MissingNode.getInstance()
                : KeyPath.resolve(Redaction.redact(Json5.parse(text.get())), keys);
    }

    /**
     * Sets one value and leaves the rest of the text as it is written.
     *
     * @param value JSON5, or else the text itself
     * @throws IllegalArgumentException when the path can't be read, or something on it is neither object nor list
     */
    public WriteResult set(String path, String value) throws IOException {
        return set(path, Json5.valueOrText(value));
    }

    /** As {@link #set(String, String)}, with a value already parsed. */
    public WriteResult set(String path, JsonNode value) throws IOException {
        List<String> keys = KeyPath.parse(path);
        return edit(edit -> edit.set(keys, value));
    }

    /** Removes one value; removing what isn't there changes nothing. */
    public WriteResult unset(String path) throws IOException {
        List<String> keys = KeyPath.parse(path);
        return edit(edit -> edit.unset(keys));
    }

    /**
     * Merges values into the file in one write (RFC 7396): objects member by member, null removes, anything else replaces.
     * The rest of the text stays as it is written.
     */
    public WriteResult patch(ObjectNode patch) throws IOException {
        return change(stored -> Json5Edit.merge(stored, patch), Optional.empty());
    }

    /** What {@link #patch} would make of the file; writes nothing. @throws Json5Exception when the file isn't JSON5 */
    public LoadResult checkPatch(ObjectNode patch) throws IOException, Json5Exception {
        return check(Json5Edit.merge(text().orElse(EMPTY), patch));
    }

    /**
     * Replaces the whole text. Placeholders of hidden secrets get their stored values back.
     *
     * @param baseHash the hash the new text is based on; empty to write whatever the file holds now
     */
    public WriteResult write(String text, Optional<String> baseHash) throws IOException {
        return change(stored -> text, baseHash);
    }

    /** Keeps the present text as the one to return to; to be called once the gateway runs with it. */
    public void rememberGood() throws IOException {
        Optional<byte[]> bytes = bytes();
        if (bytes.isPresent() && !readOnly()) {
            PrivateFile.write(beside(".last-good"), bytes.get());
        }
    }

    private WriteResult edit(Edit change) throws IOException {
        return change(stored -> change.apply(new Json5Edit(Json5.document(stored))), Optional.empty());
    }

    /** A change of the text by one edit. */
    @FunctionalInterface
    private interface Edit {
        String apply(Json5Edit edit);
    }

    /** A change of the whole text. */
    @FunctionalInterface
    private interface TextChange {
        String apply(String stored) throws Json5Exception;
    }

    private WriteResult change(TextChange change, Optional<String> baseHash) throws IOException {
        lock.lock();
        try {
            if (readOnly()) {
                return refused(Problem.of("", "The configuration is read-only here (OPENCLAW_CONFIG_READONLY=1)."));
            }
            Optional<byte[]> current = bytes();
            String currentHash = current.map(this::hash).orElse("");
            if (baseHash.isPresent() && !baseHash.get().equals(currentHash)) {
                return new WriteResult.Stale(currentHash);
            }
            return store(change, current);
        } catch (Json5Exception e) {
            return refused(new Problem(Problem.ROOT, "JSON5 parse failed: " + e.getMessage(), List.of(), file, e.line(), e.column()));
        } catch (InvalidConfigException e) {
            return refused(e.problem());
        } finally {
            lock.unlock();
        }
    }

    private WriteResult store(TextChange change, Optional<byte[]> current)
            throws IOException, Json5Exception, InvalidConfigException {
        String stored = current.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(EMPTY);
        String wanted = change.apply(stored);
        JsonNode before = tree(stored);
        Json5Document document = Json5.document(wanted);
        byte[] bytes = Redaction.restore(document, before).getBytes(StandardCharsets.UTF_8);
        if (reader().read(bytes, "") instanceof LoadResult.Invalid invalid) {
            return new WriteResult.Refused(invalid.problems());
        }
        if (current.isPresent() && Arrays.equals(current.get(), bytes)) {
            return new WriteResult.Written(hash(bytes), List.of());
        }
        if (current.isPresent()) {
            backUp(current.get());
        }
        PrivateFile.write(target(), bytes);
        JsonNode after = Json5.parse(new String(bytes, StandardCharsets.UTF_8));
        return new WriteResult.Written(hash(bytes), ConfigDiff.changedPaths(before, after));
    }

    /** What is stored, as far as it can be read: a damaged file may be replaced as a whole. */
    private static JsonNode tree(String stored) {
        try {
            return Json5.parse(stored);
        } catch (Json5Exception e) {
            return Json.object();
        }
    }

    private void backUp(byte[] current) throws IOException {
        for (int i = BACKUPS - 2; i >= 0; i--) {
            Path from = beside(i == 0 ? ".bak" : ".bak." + i);
            if (Files.exists(from)) {
                Files.move(from, beside(".bak." + (i + 1)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        PrivateFile.write(beside(".bak"), current);
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** The file itself, so that a link to it stays a link. */
    private Path target() throws IOException {
        return Files.exists(file) ? file.toRealPath() : file;
    }

    private Optional<byte[]> bytes() throws IOException {
        try {
            if (Files.size(file) > Json5.MAX_LENGTH * 4L) {
                throw new IOException(file + " is too large for a configuration");
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private ConfigReader reader() {
        return new ConfigReader(file, environment.withFile(stateDir.resolve(".env")));
    }

    private String hash(byte[] bytes) {
        return Fingerprint.in(stateDir).of(bytes);
    }

    private boolean readOnly() {
        return environment.flag("OPENCLAW_CONFIG_READONLY");
    }

    private static WriteResult refused(Problem problem) {
        return new WriteResult.Refused(List.of(problem));
    }
}
