package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;

/**
 * The configuration file: reads it, checks it, changes it. Thread-safe; changes happen one after the other, those of other
 * processes included.
 *
 * <p>A change is checked before it is written, and written so that the file holds either the old or the new text whenever
 * the process is killed or the power fails. The five texts before it stay beside it as {@code .bak}, {@code .bak.1} to
 * {@code .bak.4}.
 */
public final class ConfigFile {

    private static final String EMPTY = "{}\n";
    private static final int MOST_VALUES = 500;

    private final Path file;
    private final Path stateDir;
    private final Environment environment;
    private final ConfigStorage storage;
    private volatile Fingerprint fingerprint;

    /** @param environment of the process; the {@code .env} file of the state directory is read at every load */
    public ConfigFile(StatePaths paths, Environment environment) {
        this.file = paths.configFile();
        this.stateDir = paths.stateDir();
        this.environment = environment;
        this.storage = new ConfigStorage(file);
    }

    public Path path() {
        return file;
    }

    /** Reads and checks the file as it is now. @throws IOException when it can't be read */
    public Reading read() throws IOException {
        return reading(storage.bytes());
    }

    /** As {@link #read}, for those who need only the result. An unreadable file counts as invalid. */
    public LoadResult load() {
        try {
            return read().result();
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    /** As {@link #load}, but the configuration carries no hash: making one may write a key. */
    public LoadResult look() {
        try {
            Optional<byte[]> bytes = storage.bytes();
            return bytes.isEmpty() ? new LoadResult.Missing(file) : reader().read(bytes.get(), "");
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    /** As {@link #check}, but the configuration carries no hash. */
    public LoadResult look(String text) {
        return reader().read(text.getBytes(StandardCharsets.UTF_8), "");
    }

    private LoadResult unreadable(IOException failure) {
        String message = failure instanceof ConfigStorage.TooLargeException
                ? failure.getMessage()
                : "the file can't be read; check that it is a file, its owner and its permissions";
        return new LoadResult.Invalid(List.of(new Problem(Problem.ROOT, message, List.of(), file, 0, 0)));
    }

    /** Checks a text as if the file held it. Writes nothing. */
    public LoadResult check(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return reader().read(bytes, hash(bytes));
    }

    /** The hash of the file's present content; empty when there is no file. */
    public Optional<String> hash() throws IOException {
        return storage.bytes().map(this::hash);
    }

    /** Names what a configuration says, however it is written down: the same for the same keys and values. Opaque. */
    public String revision(Config config) {
        return hash(Json.bytes(config.root()));
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

    /** The file's text, secrets included; empty when there is no file. */
    public Optional<String> text() throws IOException {
        return storage.bytes().map(bytes -> new String(bytes, StandardCharsets.UTF_8));
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
        return change(base -> setting(base, path, value));
    }

    /** Removes one value; removing what isn't there changes nothing. */
    public WriteResult unset(String path) throws IOException {
        return change(base -> unsetting(base, path));
    }

    /** Merges values into the file in one write (RFC 7396). */
    public WriteResult patch(ObjectNode patch) throws IOException {
        return change(base -> merging(base, patch));
    }

    /** Replaces the whole text. @param baseHash of the text it is based on; empty to write whatever the file holds now */
    public WriteResult write(String text, Optional<String> baseHash) throws IOException {
        return change(base -> replacing(base, text), baseHash);
    }

    /** What {@link #set(String, JsonNode)} would do. */
    public Draft setting(Reading base, String path, JsonNode value) {
        List<String> keys = KeyPath.parse(path);
        return draft(base, stored -> new Json5Edit(Json5.document(stored), ConfigSchema::isList).set(keys, value));
    }

    /** What {@link #unset} would do. */
    public Draft unsetting(Reading base, String path) {
        List<String> keys = KeyPath.parse(path);
        return draft(base, stored -> new Json5Edit(Json5.document(stored)).unset(keys));
    }

    /**
     * What {@link #patch} would do: objects member by member, null removes, anything else replaces; the rest stays as it is.
     *
     * @throws IllegalArgumentException when it would touch more than {@value #MOST_VALUES} values: each is an edit of the text
     */
    public Draft merging(Reading base, ObjectNode patch) {
        if (values(base.tree(), patch) > MOST_VALUES) {
            throw new IllegalArgumentException("the patch has more than " + MOST_VALUES + " values; write the whole configuration instead");
        }
        return draft(base, stored -> Json5Edit.merge(stored, patch));
    }

    /**
     * As {@link #merging(Reading, ObjectNode)}, but lists whose members have an {@code id} are merged member by member.
     *
     * @param replacePaths lists that may lose members
     * @throws IllegalArgumentException with a sentence for the client when another list would, or an id is there twice
     */
    public Draft merging(Reading base, ObjectNode patch, List<String> replacePaths) {
        return merging(base, ListPatch.settle(base.tree(), patch, replacePaths));
    }

    /** Another text for the whole file. Placeholders of hidden secrets get their stored values back. */
    public Draft replacing(Reading base, String text) {
        return draft(base, stored -> text);
    }

    /** Writes what was thought through, unless the file has changed since. */
    public WriteResult commit(Draft.Ready draft) throws IOException {
        return storage.exclusively(() -> {
            Optional<byte[]> current = storage.bytes();
            String hash = current.map(this::hash).orElse("");
            return hash.equals(draft.base().hash()) ? store(draft, current) : new WriteResult.Stale(hash);
        });
    }

    /** Keeps the present text as the one to return to; to be called once the gateway runs with it. */
    public void rememberGood() throws IOException {
        if (!readOnly()) {
            storage.exclusively(() -> {
                Optional<byte[]> bytes = storage.bytes();
                if (bytes.isPresent()) {
                    storage.keepGood(bytes.get());
                }
                return bytes;
            });
        }
    }

    private static int values(JsonNode base, JsonNode patch) {
        if (!base.isObject() || !patch.isObject()) {
            return 1;
        }
        return patch.propertyStream().mapToInt(member -> values(base.path(member.getKey()), member.getValue())).sum();
    }

    /** A change of the file's text. */
    @FunctionalInterface
    private interface TextChange {
        String apply(String stored) throws Json5Exception;
    }

    /** A change, given what it changes. */
    @FunctionalInterface
    private interface Change {
        Draft of(Reading base);
    }

    private WriteResult change(Change change) throws IOException {
        return change(change, Optional.empty());
    }

    private WriteResult change(Change change, Optional<String> baseHash) throws IOException {
        return storage.exclusively(() -> {
            Optional<byte[]> current = storage.bytes();
            Reading base = reading(current);
            if (baseHash.isPresent() && !baseHash.get().equals(base.hash())) {
                return new WriteResult.Stale(base.hash());
            }
            return switch (change.of(base)) {
                case Draft.Refused refused -> new WriteResult.Refused(refused.problems());
                case Draft.Ready ready -> store(ready, current);
            };
        });
    }

    private Draft draft(Reading base, TextChange change) {
        if (readOnly()) {
            return refused(Problem.of("", "The configuration is read-only here (OPENCLAW_CONFIG_READONLY=1)."));
        }
        JsonNode before = base.tree();
        try {
            String wanted = change.apply(base.text().orElse(EMPTY));
            String text = Restoration.apply(Json5.document(wanted), before, variables(base));
            return switch (check(text)) {
                case LoadResult.Loaded loaded ->
                    new Draft.Ready(base, text, loaded, ConfigDiff.changedPaths(before, Json5.parse(text)));
                case LoadResult.Invalid invalid -> new Draft.Refused(invalid.problems());
                case LoadResult.Missing missing -> throw new IllegalStateException("a text that was given is missing");
            };
        } catch (Json5Exception e) {
            return refused(new Problem(Problem.ROOT, "JSON5 parse failed: " + e.getMessage(), List.of(), file, e.line(), e.column()));
        } catch (InvalidConfigException e) {
            return refused(e.problem());
        }
    }

    private WriteResult store(Draft.Ready draft, Optional<byte[]> current) throws IOException {
        byte[] bytes = draft.text().getBytes(StandardCharsets.UTF_8);
        if (!draft.base().text().equals(Optional.of(draft.text()))) {
            storage.replace(current, bytes);
        }
        return new WriteResult.Written(hash(bytes), draft.changedPaths());
    }

    private Reading reading(Optional<byte[]> bytes) {
        String hash = bytes.map(this::hash).orElse("");
        LoadResult result = bytes.isEmpty() ? new LoadResult.Missing(file) : reader().read(bytes.get(), hash);
        return new Reading(bytes.map(found -> new String(found, StandardCharsets.UTF_8)), hash, result);
    }

    private Environment variables(Reading base) {
        return base.result() instanceof LoadResult.Loaded loaded
                ? loaded.environment()
                : environment.withFile(stateDir.resolve(".env"));
    }

    private ConfigReader reader() {
        return new ConfigReader(file, environment.withFile(stateDir.resolve(".env")));
    }

    private String hash(byte[] bytes) {
        Fingerprint known = fingerprint;
        if (known == null) {
            known = Fingerprint.in(stateDir);
            fingerprint = known;
        }
        return known.of(bytes);
    }

    private boolean readOnly() {
        return environment.flag("OPENCLAW_CONFIG_READONLY");
    }

    private static Draft refused(Problem problem) {
        return new Draft.Refused(List.of(problem));
    }
}
