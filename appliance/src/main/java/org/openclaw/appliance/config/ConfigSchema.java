package org.openclaw.appliance.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openclaw.appliance.protocol.Json;

/** What the configuration may contain, for people and programs that ask. Keeps nothing in memory between calls. */
public final class ConfigSchema {

    /** The identifier of the schema dialect. */
    public static final String DIALECT = "http://json-schema.org/draft-07/schema#";

    private static final String TITLE = "OpenClawConfig";

    private ConfigSchema() {}

    /**
     * One key.
     *
     * @param path as it was asked for, tidied
     * @param schema without the members of an object, which are its children
     * @param hint what else deserves to be said, as {@code config.schema} has it in {@code uiHints}; null for nothing
     * @param served whether it, or a key below it, has an effect in this gateway
     */
    public record Lookup(
            String path, ObjectNode schema, ReloadKind reloadKind, ObjectNode hint, boolean served, List<Child> children) {}

    /** @param type a JSON type; null where several are possible */
    public record Child(
            String key, String path, String type, boolean required, boolean hasChildren, ReloadKind reloadKind, ObjectNode hint) {}

    /** Writes the whole as JSON Schema, draft-07, section by section. Doesn't close the stream. */
    public static void write(OutputStream out) throws IOException {
        try (JsonGenerator json = Json.mapper().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            write(json);
        }
    }

    /** As {@link #write(OutputStream)}, as the next value of a larger document. */
    public static void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("$schema", DIALECT);
        json.writeStringField("title", TITLE);
        json.writeStringField("type", "object");
        json.writeObjectFieldStart("properties");
        for (String section : SchemaReader.topLevel()) {
            json.writeFieldName(section);
            json.writeTree(SchemaJson.of(SchemaReader.read(section, ReloadKind.RESTART)));
        }
        json.writeEndObject();
        json.writeBooleanField("additionalProperties", false);
        json.writeEndObject();
    }

    /** Writes what else deserves to be said of keys, by path, as the next value of a larger document. */
    public static void writeHints(JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (String section : SchemaReader.topLevel()) {
            SchemaHints.write(section, SchemaReader.read(section, ReloadKind.RESTART), json);
        }
        json.writeEndObject();
    }

    /**
     * The key at a path; {@code *} and {@code []} stand for any member or element, a single dot for the document. Empty for a
     * key nobody knows.
     */
    public static Optional<Lookup> lookup(String path) {
        String tidied = path.replace("[]", "[*]").replaceAll("^\\.+|\\.+$", "");
        if (tidied.isEmpty()) {
            return path.isEmpty() ? Optional.empty() : Optional.of(document());
        }
        List<String> keys;
        try {
            keys = KeyPath.parse(tidied);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        SchemaNode node = find(keys, false);
        if (node == null) {
            return Optional.empty();
        }
        List<Child> children = new ArrayList<>();
        visibleMembers(node).forEach((key, member) -> children.add(child(longer(keys, key), member)));
        return Optional.of(new Lookup(KeyPath.text(keys), SchemaJson.outline(node), node.reload(), SchemaHints.of(node),
                node.served() || node.servedBelow(), children));
    }

    private static Lookup document() {
        ObjectNode schema = Json.object().put("$schema", DIALECT).put("type", "object");
        schema.put("additionalProperties", false).put("title", TITLE);
        List<Child> children = new ArrayList<>();
        for (String section : SchemaReader.topLevel()) {
            children.add(child(List.of(section), SchemaReader.read(section, ReloadKind.RESTART)));
        }
        return new Lookup(".", schema, ReloadKind.RESTART, null, true, children);
    }

    /** What an absent key counts as; empty for a key without a default, or unknown. */
    public static Optional<JsonNode> defaultValue(String path) {
        SchemaNode node = find(KeyPath.parse(path), false);
        return Optional.ofNullable(node).map(SchemaNode::defaultText).map(Json5::valueOrText);
    }

    /** The key that the path, another spelling of it, stands for; any other path as it is. */
    public static String canonical(String path) {
        SchemaNode node = find(KeyPath.parse(path), false);
        return node == null || node.alias() == null ? path : node.alias();
    }

    /** The known key that the writer of an unknown path may have meant; empty if none is near, or the path is known. */
    public static Optional<String> nearest(String path) {
        List<String> keys = KeyPath.parse(path);
        List<String> known = new ArrayList<>();
        SchemaNode node = null;
        for (String key : keys) {
            SchemaNode member = find(longer(known, key), false);
            if (member == null) {
                Iterable<String> siblings = node == null ? SchemaReader.topLevel() : visibleMembers(node).keySet();
                return meant(keys, known, key, siblings);
            }
            known.add(key);
            node = member;
        }
        return Optional.empty();
    }

    private static Optional<String> meant(List<String> keys, List<String> known, String key, Iterable<String> siblings) {
        List<String> candidates = new ArrayList<>();
        siblings.forEach(candidates::add);
        Optional<String> sibling = Suggestion.sibling(key, candidates);
        if (sibling.isPresent()) {
            List<String> corrected = longer(known, sibling.get());
            List<String> whole = new ArrayList<>(corrected);
            whole.addAll(keys.subList(corrected.size(), keys.size()));
            return Optional.of(KeyPath.text(find(whole, false) == null ? corrected : whole));
        }
        return Suggestion.elsewhere(keys.getLast(), known.isEmpty() ? SchemaReader.topLevel() : List.of(known.getFirst()));
    }

    private static List<String> longer(List<String> keys, String key) {
        List<String> longer = new ArrayList<>(keys);
        longer.add(key);
        return longer;
    }

    /** What it takes for a change at the path to count. A path nobody knows needs a restart. */
    public static ReloadKind reloadKind(String path) {
        try {
            SchemaNode node = find(KeyPath.parse(path), true);
            return node == null ? ReloadKind.RESTART : node.reload();
        } catch (IllegalArgumentException e) {
            return ReloadKind.RESTART;
        }
    }

    /** Whether a key has an effect in this gateway, or one above or below it has. Also true for a path nobody knows. */
    public static boolean hasEffect(String path) {
        List<String> keys = KeyPath.parse(path);
        SchemaNode node = find(keys.subList(0, 1), false);
        for (int depth = 1; node != null && !node.served(); depth++) {
            boolean last = depth == keys.size() || node.is(SchemaNode.Type.LIST) || node.is(SchemaNode.Type.ONE);
            SchemaNode member = last ? null : step(node, keys.get(depth));
            if (member == null) {
                return node.servedBelow();
            }
            node = member.file() == null ? member : SchemaReader.read(member.file(), member.reload());
            if (member.served()) {
                return true;
            }
        }
        return true;
    }

    /** Whether only a list may stand at the path. */
    static boolean isList(List<String> path) {
        SchemaNode node = find(path, false);
        return node != null && node.is(SchemaNode.Type.LIST) && !node.is(SchemaNode.Type.OBJECT);
    }

    /** @param nearest whether the deepest known ancestor will do */
    static SchemaNode find(List<String> keys, boolean nearest) {
        if (!SchemaReader.topLevel().contains(keys.getFirst())) {
            return null;
        }
        SchemaNode node = SchemaReader.read(keys.getFirst(), ReloadKind.RESTART);
        for (String key : keys.subList(1, keys.size())) {
            SchemaNode member = step(node, key);
            if (member == null) {
                return nearest ? node : null;
            }
            node = member.file() == null ? member : SchemaReader.read(member.file(), member.reload());
        }
        return node;
    }

    private static SchemaNode step(SchemaNode node, String key) {
        SchemaNode member = node.member(key);
        for (SchemaNode alternative : node.alternatives()) {
            member = member == null ? step(alternative, key) : member;
        }
        return member;
    }

    private static Map<String, SchemaNode> visibleMembers(SchemaNode node) {
        Map<String, SchemaNode> members = new TreeMap<>(node.members());
        node.alternatives().forEach(alternative -> visibleMembers(alternative).forEach(members::putIfAbsent));
        if (node.element() != null) {
            members.put("*", node.element());
        }
        return members;
    }

    private static Child child(List<String> path, SchemaNode member) {
        boolean oneType = member.types().size() == 1 && !member.is(SchemaNode.Type.SECRET);
        String type = oneType ? member.types().iterator().next().shown() : "any";
        boolean hasChildren = !member.members().isEmpty() || member.element() != null || member.file() != null;
        return new Child(path.getLast(), KeyPath.text(path), type.equals("any") ? null : type, member.required(), hasChildren,
                member.reload(), SchemaHints.of(member));
    }
}
