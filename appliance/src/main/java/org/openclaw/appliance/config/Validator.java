package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks a whole document against the known keys. One pass per instance; definitions are read for the keys in use only. */
final class Validator {

    private static final int MOST_PROBLEMS = 50;

    private final Set<String> skipped;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Problem, List<String>> places = new LinkedHashMap<>();
    private final Set<String> inert = new LinkedHashSet<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();

    /** @param skipped paths whose values can't be had now and are taken as they are */
    Validator(Set<String> skipped) {
        this.skipped = skipped;
    }

    void check(JsonNode root) {
        List<String> known = SchemaReader.topLevel();
        for (Map.Entry<String, JsonNode> section : root.properties()) {
            String name = section.getKey();
            if (known.contains(name)) {
                member(SchemaReader.read(name, ReloadKind.RESTART), section.getValue(), List.of(name), true);
            } else {
                unknown(name, List.of(), known, known);
            }
        }
    }

    List<Problem> problems() {
        return problems;
    }

    /** The keys of the path a problem is about, for looking up where it stands. */
    List<String> place(Problem problem) {
        return places.getOrDefault(problem, List.of());
    }

    List<String> inertKeys() {
        return List.copyOf(inert);
    }

    /** The spellings in use that stand for another key: their path, and that key's. */
    Map<String, String> aliases() {
        return aliases;
    }

    private void member(SchemaNode schema, JsonNode value, List<String> path, boolean tracked) {
        String dotted = KeyPath.text(path);
        boolean idle = tracked && !schema.served() && !schema.servedBelow();
        if (idle) {
            inert.add(dotted);
        }
        if (schema.alias() != null) {
            aliases.put(dotted, schema.alias());
        }
        if (!skipped.contains(dotted)) {
            value(schema, value, path, tracked && !idle && !schema.served());
        }
    }

    private void value(SchemaNode definition, JsonNode value, List<String> path, boolean tracked) {
        SchemaNode schema = definition.file() == null ? definition : SchemaReader.read(definition.file(), definition.reload());
        Optional<String> fault = ValueCheck.fault(schema, value);
        if (fault.isPresent()) {
            add(path, new Problem(KeyPath.text(path), fault.get(), schema.allowed(), null, 0, 0));
        } else if (schema.is(SchemaNode.Type.ONE)) {
            alternatives(schema, value, path);
        } else if (value.isObject() && schema.is(SchemaNode.Type.OBJECT)) {
            members(schema, value, path, tracked);
        } else if (value.isArray() && schema.element() != null) {
            for (int i = 0; i < value.size(); i++) {
                value(schema.element(), value.get(i), append(path, Integer.toString(i)), false);
            }
        }
    }

    private void members(SchemaNode schema, JsonNode value, List<String> path, boolean tracked) {
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            SchemaNode member = schema.member(entry.getKey());
            if (member != null) {
                member(member, entry.getValue(), append(path, entry.getKey()), tracked);
            } else if (!schema.open()) {
                unknown(entry.getKey(), path, schema.members().keySet(), List.of(path.getFirst()));
            }
        }
        for (SchemaNode member : schema.members().values()) {
            if (member.required() && !value.has(member.name())) {
                add(path, Problem.of(KeyPath.text(append(path, member.name())),
                        "Invalid input: expected " + member.types().iterator().next().shown() + ", received undefined"));
            }
        }
    }

    /** Accepts what any alternative accepts; else reports what the nearest one objects to. */
    private void alternatives(SchemaNode schema, JsonNode value, List<String> path) {
        Validator nearest = null;
        for (SchemaNode alternative : schema.alternatives()) {
            if (ValueCheck.fits(alternative, value)) {
                Validator attempt = new Validator(skipped);
                attempt.value(alternative, value, path, false);
                if (attempt.problems.isEmpty()) {
                    return;
                }
                nearest = nearest == null || attempt.problems.size() < nearest.problems.size() ? attempt : nearest;
            }
        }
        if (nearest != null) {
            for (Problem problem : nearest.problems) {
                add(nearest.place(problem), problem);
            }
        }
    }

    private void unknown(String key, List<String> parent, Iterable<String> siblings, List<String> sections) {
        List<String> path = append(parent, key);
        List<String> known = new ArrayList<>();
        siblings.forEach(known::add);
        String shown = key.length() > 80 ? key.substring(0, 80) + "…" : key;
        String prefix = parent.isEmpty() ? "" : KeyPath.text(parent) + ".";
        String hint = Suggestion.sibling(key, known).map(prefix::concat)
                .or(() -> Suggestion.elsewhere(key, sections))
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        String parentPath = KeyPath.text(parent);
        add(path, Problem.of(parentPath, "Unrecognized key: \"" + shown + "\" (" + prefix + shown + hint + ")"));
    }

    private void add(List<String> path, Problem problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
            places.put(problem, path);
        }
    }

    private static List<String> append(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }
}
