package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;

/**
 * Reads a configuration file and puts in what its {@code $include} keys name. Files must lie below the directory of the main
 * file or below one of {@code OPENCLAW_INCLUDE_ROOTS}, links resolved. Depth, number and size of files are bounded.
 */
final class Includes {

    private static final String KEY = "$include";
    private static final int MAX_DEPTH = 10;
    private static final int MOST_FILES = 100;
    private static final int MAX_BYTES = 2 * 1024 * 1024;

    private final Path main;
    private final List<Path> roots;
    private final Sources sources = new Sources();
    private int filesRead;

    Includes(Path main, Environment environment) {
        this.main = main;
        this.roots = new ArrayList<>(List.of(real(main.toAbsolutePath().getParent())));
        environment.get("OPENCLAW_INCLUDE_ROOTS").ifPresent(written -> {
            for (String root : written.split(File.pathSeparator)) {
                if (!root.isBlank()) {
                    roots.add(real(environment.path(root.strip())));
                }
            }
        });
    }

    Sources sources() {
        return sources;
    }

    /** The whole tree. @param text the main file's content, from disk or about to be written there */
    JsonNode read(byte[] text) throws InvalidConfigException {
        return parse(main, text, List.of(), List.of(real(main)));
    }

    private JsonNode parse(Path file, byte[] bytes, List<String> prefix, List<Path> chain) throws InvalidConfigException {
        if (bytes.length > MAX_BYTES) {
            throw invalid(file, 0, 0, "the file is larger than 2 MB");
        }
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            Json5Document document = Json5.document(text);
            sources.add(prefix, file, document);
            return resolve(document.root(), file, prefix, chain);
        } catch (CharacterCodingException e) {
            throw invalid(file, 0, 0, "the file isn't UTF-8 text");
        } catch (Json5Exception e) {
            throw invalid(file, e.line(), e.column(), "JSON5 parse failed: " + e.getMessage());
        }
    }

    private JsonNode resolve(JsonNode node, Path file, List<String> path, List<Path> chain) throws InvalidConfigException {
        if (node instanceof ArrayNode array) {
            ArrayNode resolved = Json.array();
            for (int i = 0; i < array.size(); i++) {
                resolved.add(resolve(array.get(i), file, append(path, Integer.toString(i)), chain));
            }
            return resolved;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode own = Json.object();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!entry.getKey().equals(KEY)) {
                own.set(entry.getKey(), resolve(entry.getValue(), file, append(path, entry.getKey()), chain));
            }
        }
        return node.has(KEY) ? include(node.get(KEY), own, file, path, chain) : own;
    }

    private JsonNode include(JsonNode written, ObjectNode own, Path file, List<String> path, List<Path> chain)
            throws InvalidConfigException {
        if (written.isTextual()) {
            JsonNode included = load(written.textValue(), file, path, chain);
            return own.isEmpty() ? included : merge(included, own);
        }
        JsonNode merged = Json.object();
        boolean usable = written.isArray();
        for (JsonNode name : written) {
            usable &= name.isTextual();
            merged = name.isTextual() ? merge(merged, load(name.textValue(), file, path, chain)) : merged;
        }
        if (!usable) {
            throw invalid(file, 0, 0, "$include must be a file name or an array of file names (at " + shown(path) + ")");
        }
        return merge(merged, own);
    }

    private JsonNode load(String name, Path from, List<String> path, List<Path> chain) throws InvalidConfigException {
        if (chain.size() > MAX_DEPTH || ++filesRead > MOST_FILES) {
            throw invalid(from, 0, 0, "$include goes deeper than " + MAX_DEPTH + " levels or names more than " + MOST_FILES
                    + " files (at " + shown(path) + ")");
        }
        Path target = target(name, from, path);
        if (chain.contains(target)) {
            throw invalid(from, 0, 0, "$include forms a circle: " + target.getFileName() + " includes itself (at " + shown(path) + ")");
        }
        List<Path> longer = new ArrayList<>(chain);
        longer.add(target);
        try {
            if (Files.notExists(target)) {
                throw invalid(from, 0, 0, "the included file " + name + " doesn't exist (at " + shown(path) + ")");
            }
            if (!Files.isRegularFile(target) || Files.size(target) > MAX_BYTES) {
                throw invalid(from, 0, 0, "the included file " + name + " isn't a regular file of at most 2 MB");
            }
            return parse(target, Files.readAllBytes(target), path, longer);
        } catch (IOException e) {
            throw invalid(from, 0, 0, "the included file " + name + " can't be read");
        }
    }

    private Path target(String name, Path from, List<String> path) throws InvalidConfigException {
        try {
            Path target = real(from.toAbsolutePath().getParent().resolve(name).normalize());
            if (roots.stream().anyMatch(target::startsWith)) {
                return target;
            }
        } catch (InvalidPathException e) {
            // Reported below: a name that is no path is in no allowed directory either.
        }
        throw invalid(from, 0, 0, "$include may only name files in the configuration's directory or in OPENCLAW_INCLUDE_ROOTS (at "
                + shown(path) + ")");
    }

    /** Objects key by key, lists one after the other; anything else is replaced. */
    private static JsonNode merge(JsonNode below, JsonNode above) {
        if (below instanceof ObjectNode base && above instanceof ObjectNode over) {
            ObjectNode merged = base.deepCopy();
            for (Map.Entry<String, JsonNode> entry : over.properties()) {
                JsonNode existing = merged.get(entry.getKey());
                merged.set(entry.getKey(), existing == null ? entry.getValue() : merge(existing, entry.getValue()));
            }
            return merged;
        }
        return below instanceof ArrayNode first && above instanceof ArrayNode second
                ? first.deepCopy().addAll(second)
                : above;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    private static String shown(List<String> path) {
        return path.isEmpty() ? Problem.ROOT : KeyPath.text(path);
    }

    private static InvalidConfigException invalid(Path file, int line, int column, String message) {
        return new InvalidConfigException(new Problem(Problem.ROOT, message, List.of(), file, line, column));
    }

    private static List<String> append(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }
}
