package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.config.SecretRef;

/** Finds the references in a configuration's tree. */
final class References {

    private final Map<List<String>, SecretRef> found = new LinkedHashMap<>();
    private final boolean written;
    private TargetShapes shapes;

    private References(boolean written) {
        this.written = written;
    }

    /** Those of a configuration that was loaded, by their keys, in its order. */
    static Map<List<String>, SecretRef> in(JsonNode root) {
        return new References(false).collect(root);
    }

    /** Those of the file itself, where {@code ${NAME}} still stands. */
    static Map<List<String>, SecretRef> written(JsonNode root) {
        return new References(true).collect(root);
    }

    private Map<List<String>, SecretRef> collect(JsonNode root) {
        for (Map.Entry<String, JsonNode> section : root.properties()) {
            if (!section.getKey().equals("secrets")) {
                walk(section.getValue(), List.of(section.getKey()));
            }
        }
        return found;
    }

    private void walk(JsonNode node, List<String> path) {
        if (SecretRef.isReference(node)) {
            found.put(path, SecretRef.of(node).orElseThrow());
        } else if (node.isObject()) {
            node.properties().forEach(entry -> walk(entry.getValue(), append(path, entry.getKey())));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), append(path, Integer.toString(i)));
            }
        } else if (node.isTextual() && node.textValue().startsWith("$")) {
            text(node, path);
        }
    }

    // A text may begin with a dollar sign for other reasons; it is a reference only where a secret belongs.
    private void text(JsonNode node, List<String> path) {
        Optional<SecretRef> reference = written ? SecretRef.written(node) : SecretRef.of(node);
        if (reference.isPresent() && isTarget(path)) {
            found.put(path, reference.get());
        }
    }

    private boolean isTarget(List<String> path) {
        if (shapes == null) {
            shapes = TargetShapes.load();
        }
        return shapes.of(path).isPresent();
    }

    static List<String> append(List<String> path, String key) {
        List<String> longer = new ArrayList<>(path);
        longer.add(key);
        return List.copyOf(longer);
    }
}
