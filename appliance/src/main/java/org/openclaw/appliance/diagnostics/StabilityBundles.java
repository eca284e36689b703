package org.openclaw.appliance.diagnostics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.openclaw.appliance.file.PrivateFile;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Files that keep what was known when something went badly wrong: {@code openclaw-stability-<time>-<pid>-<reason>.json}, for
 * the owner alone, the newest {@value #MOST_FILES} of them. Thread-safe; failing is logged and never makes things worse.
 */
public final class StabilityBundles {

    /** How many files are kept. */
    public static final int MOST_FILES = 20;

    private static final int VERSION = 1;
    private static final int LONGEST_STACK = 8_000;
    private static final int LONGEST_MESSAGE = 500;
    private static final long MOST_BYTES = 5 * 1024 * 1024;
    private static final String PREFIX = "openclaw-stability-";
    private static final String SUFFIX = ".json";
    private static final TaggedLogger LOG = Logger.tag("diagnostics");

    private final Path directory;
    private final UnaryOperator<String> masked;
    private final Clock clock;

    /** @param directory where they are kept; made when first needed @param masked a text without the secrets in it */
    public StabilityBundles(Path directory, UnaryOperator<String> masked, Clock clock) {
        this.directory = directory;
        this.masked = masked;
        this.clock = clock;
    }

    /** Where they are, in a state directory. */
    public static Path in(Path stateDir) {
        return stateDir.resolve("logs").resolve("stability");
    }

    /**
     * Writes one.
     *
     * @param reason a code such as {@code gateway.fatal}
     * @param error what was thrown, or null
     * @param evidence what else is known, or null
     * @param snapshot what {@link Stability} remembers, or null
     * @return where it is; empty when it couldn't be written
     */
    public Optional<Path> write(String reason, Throwable error, ObjectNode evidence, ObjectNode snapshot) {
        Instant now = clock.instant();
        String code = reason.matches("[A-Za-z0-9_.-]{1,80}") ? reason : "unknown";
        String stamp = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss-SSS'Z'").withZone(ZoneOffset.UTC).format(now);
        Path file = directory.resolve(PREFIX + stamp + "-" + ProcessHandle.current().pid() + "-" + code + SUFFIX);
        ObjectNode bundle = Json.object().put("version", VERSION).put("generatedAt", now.truncatedTo(ChronoUnit.MILLIS).toString()).put("reason", code);
        bundle.set("process", process());
        bundle.putObject("host").put("hostname", "<redacted-hostname>");
        if (error != null) {
            bundle.set("error", error(error));
        }
        if (evidence != null) {
            bundle.set("evidence", evidence);
        }
        bundle.set("snapshot", snapshot != null ? snapshot : new Stability(clock).snapshot(1, null, 0));
        try {
            PrivateFile.write(file, Json.pretty(bundle).getBytes(StandardCharsets.UTF_8));
            prune();
            LOG.error("what was known of it is in {}", file);
            return Optional.of(file);
        } catch (IOException e) {
            LOG.error("what was known of it can't be written to {}: {}", file, e.toString());
            return Optional.empty();
        }
    }

    private static ObjectNode process() {
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(System.currentTimeMillis());
        return Json.object()
                .put("pid", self.pid())
                .put("platform", System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT).replace(' ', '-'))
                .put("arch", System.getProperty("os.arch", "unknown"))
                .put("node", "java-" + Runtime.version().feature())
                .put("uptimeMs", Math.max(0, System.currentTimeMillis() - started));
    }

    private ObjectNode error(Throwable error) {
        ObjectNode json = Json.object().put("name", error.getClass().getSimpleName());
        if (error.getMessage() != null) {
            json.put("message", cut(masked.apply(error.getMessage()).replaceAll("\\s+", " "), LONGEST_MESSAGE));
        }
        StringBuilder stack = new StringBuilder();
        for (Throwable at = error; at != null && stack.length() < LONGEST_STACK; at = at.getCause()) {
            stack.append(stack.isEmpty() ? "" : "Caused by: ").append(at.getClass().getName()).append('\n');
            for (StackTraceElement frame : at.getStackTrace()) {
                stack.append("    at ").append(frame).append('\n');
            }
        }
        return json.put("stack", cut(stack.toString(), LONGEST_STACK));
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    /** The newest; empty where there is none. */
    public Optional<Path> latest() throws IOException {
        List<Path> files = newestFirst();
        return files.isEmpty() ? Optional.empty() : Optional.of(files.getFirst());
    }

    /** A file's content. @throws IOException when it is no readable bundle, with a sentence */
    public static ObjectNode read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is too large for a stability bundle");
        }
        if (Json.parse(Files.readString(file)) instanceof ObjectNode bundle && bundle.path("version").asInt() == VERSION) {
            return bundle;
        }
        throw new IOException(file + " is no stability bundle of version " + VERSION);
    }

    /** Whether a process has left one. */
    public boolean has(long pid) throws IOException {
        return newestFirst().stream().anyMatch(file -> file.getFileName().toString().contains("Z-" + pid + "-"));
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX)
                            && file.getFileName().toString().endsWith(SUFFIX))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
    }

    private void prune() throws IOException {
        List<Path> files = newestFirst();
        for (Path old : files.subList(Math.min(MOST_FILES, files.size()), files.size())) {
            Files.deleteIfExists(old);
        }
    }
}
