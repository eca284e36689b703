package org.openclaw.appliance.skill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.protocol.Json;

/**
 * Reads the front matter of a {@code SKILL.md}: {@code key: value} lines between two lines of {@code ---}, where a value may be
 * a folded block or, for {@code metadata}, an object in JSON5. That is the part of YAML that skills use.
 */
final class SkillFile {

    private static final String FENCE = "---";
    private static final int MOST_HEAD = 64 * 1024;
    private static final int MOST_NAME = 64;
    private static final int MOST_DESCRIPTION = 1_024;

    private SkillFile() {}

    /** Empty for a file that is no skill. @throws IOException with a sentence when it can't be read or understood */
    static Optional<Skill> read(Path file, Skill.Source source, int mostBytes) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (Files.size(file) > mostBytes) {
            throw new IOException("it is larger than " + mostBytes + " bytes");
        }
        String head;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            head = new String(in.readNBytes(MOST_HEAD), StandardCharsets.UTF_8);
        }
        Map<String, String> fields = fields(head);
        String name = clip(fields.getOrDefault("name", file.getParent().getFileName().toString()), MOST_NAME);
        String description = clip(fields.getOrDefault("description", ""), MOST_DESCRIPTION);
        if (description.isBlank()) {
            return Optional.empty();
        }
        JsonNode metadata = metadata(fields.get("metadata"));
        return Optional.of(new Skill(
                name,
                description,
                file,
                source,
                metadata.path("skillKey").asText(name),
                metadata.path("emoji").textValue(),
                Optional.ofNullable(metadata.path("homepage").textValue()).orElse(fields.get("homepage")),
                metadata.path("always").asBoolean(),
                fields.getOrDefault("disable-model-invocation", "").equals("true"),
                needs(metadata)));
    }

    private static Skill.Needs needs(JsonNode metadata) {
        JsonNode requires = metadata.path("requires");
        return new Skill.Needs(
                texts(requires.path("bins")),
                texts(requires.path("anyBins")),
                texts(requires.path("env")),
                texts(requires.path("config")),
                texts(metadata.path("os")),
                metadata.path("primaryEnv").textValue());
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        if (list.isTextual()) {
            texts.add(list.textValue());
        }
        list.forEach(item -> texts.add(item.asText()));
        return List.copyOf(texts);
    }

    private static JsonNode metadata(String text) throws IOException {
        if (text == null || text.isBlank()) {
            return Json.object();
        }
        try {
            JsonNode whole = Json5.parse(text);
            for (String name : List.of("openclaw", "clawdbot")) {
                if (whole.has(name)) {
                    return whole.path(name);
                }
            }
            return Json.object();
        } catch (Json5Exception e) {
            throw new IOException("its metadata is not a JSON5 object: " + e.getMessage());
        }
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().strip().equals(FENCE)) {
            return fields;
        }
        String key = null;
        for (String line : lines.subList(1, lines.size())) {
            if (line.strip().equals(FENCE)) {
                break;
            }
            boolean indented = line.startsWith(" ") || line.startsWith("\t") || line.startsWith("}");
            int colon = line.indexOf(':');
            if (!indented && colon > 0) {
                key = line.substring(0, colon).strip();
                String value = line.substring(colon + 1).strip();
                fields.put(key, value.matches("[>|][+-]?") ? "" : value);
            } else if (key != null) {
                fields.merge(key, line.strip(), (before, more) -> before.isEmpty() ? more : before + " " + more);
            }
        }
        fields.replaceAll((name, value) -> unquoted(value));
        return fields;
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("\"") && value.endsWith("\"") || value.startsWith("'") && value.endsWith("'"));
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    private static String clip(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
