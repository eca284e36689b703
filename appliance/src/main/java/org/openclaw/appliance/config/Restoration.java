package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts back into a submitted text what its author was not shown: secrets behind {@link Redaction#PLACEHOLDER}, and references
 * to environment variables of which only the value was seen. Members of a list are told apart by their {@code id}; those
 * without one only where the list kept its length.
 */
final class Restoration {

    private final Substitution substitution;
    private final Map<List<String>, JsonNode> places = new LinkedHashMap<>();

    private Restoration(Substitution substitution) {
        this.substitution = substitution;
    }

    /**
     * @param stored the file's own tree before
     * @param environment what the references in it stand for
     * @return the text to write
     * @throws InvalidConfigException when nothing is stored in the place of a placeholder
     */
    static String apply(Json5Document submitted, JsonNode stored, Environment environment) throws InvalidConfigException {
        Restoration restoration = new Restoration(new Substitution(environment));
        restoration.walk(submitted.root(), stored, List.of());
        String text = submitted.text();
        for (Map.Entry<List<String>, JsonNode> place : restoration.places.entrySet()) {
            try {
                text = new Json5Edit(Json5.document(text)).set(place.getKey(), place.getValue());
            } catch (Json5Exception e) {
                throw new IllegalStateException("an edited configuration can't be read back", e);
            }
        }
        return text;
    }

    private void walk(JsonNode node, JsonNode stored, List<String> path) throws InvalidConfigException {
        if (node.isTextual()) {
            text(node, stored, path);
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            walk(member.getValue(), stored.path(member.getKey()), append(path, member.getKey()));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            walk(node.get(i), counterpart(node, i, stored), append(path, Integer.toString(i)));
        }
    }

    private void text(JsonNode node, JsonNode stored, List<String> path) throws InvalidConfigException {
        if (node.textValue().equals(Redaction.PLACEHOLDER)) {
            if (stored.isMissingNode() || stored.asText().equals(Redaction.PLACEHOLDER)) {
                throw new InvalidConfigException(Problem.of(KeyPath.text(path),
                        "holds the placeholder of a hidden secret, but no value is stored there; write the value itself"));
            }
            places.put(path, stored);
        } else if (stored.isTextual() && stored.textValue().contains("${") && !stored.equals(node)
                && substitution.apply(stored).equals(node)) {
            places.put(path, stored);
        }
    }

    private static JsonNode counterpart(JsonNode list, int index, JsonNode stored) {
        String id = list.get(index).path("id").asText();
        if (!id.isEmpty()) {
            for (JsonNode other : stored) {
                if (other.path("id").asText().equals(id)) {
                    return other;
                }
            }
            return MissingNode.getInstance();
        }
        return stored.size() == list.size() ? stored.path(index) : MissingNode.getInstance();
    }

    private static List<String> append(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return longer;
    }
}
