package org.openclaw.appliance.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.openclaw.appliance.protocol.Json;

/** What differs between two configurations. */
public final class ConfigDiff {

    private ConfigDiff() {}

    /** The dotted paths of the values that differ: leaves, lists as a whole, and the topmost of added or removed objects. */
    public static List<String> changedPaths(JsonNode before, JsonNode after) {
        List<String> changed = new ArrayList<>();
        compare(before, after, List.of(), changed, false);
        return changed;
    }

    /** As {@link #changedPaths}, with every value of an added or removed object; an empty object is as good as none. */
    public static List<String> changedLeaves(JsonNode before, JsonNode after) {
        List<String> changed = new ArrayList<>();
        compare(before, after, List.of(), changed, true);
        return changed;
    }

    /**
     * The later configuration with some of its values as they were before.
     *
     * @param paths as {@link #changedLeaves} gives them
     */
    public static JsonNode keeping(JsonNode before, JsonNode after, List<String> paths) {
        JsonNode kept = after.deepCopy();
        for (String path : paths) {
            List<String> keys = KeyPath.parse(path);
            JsonNode old = KeyPath.resolve(before, keys);
            ObjectNode parent = (ObjectNode) kept;
            for (String key : keys.subList(0, keys.size() - 1)) {
                parent = parent.withObject(JsonPointer.empty().appendProperty(key));
            }
            if (old.isMissingNode()) {
                parent.remove(keys.getLast());
            } else {
                parent.set(keys.getLast(), old);
            }
        }
        return kept;
    }

    private static void compare(JsonNode before, JsonNode after, List<String> path, List<String> changed, boolean leaves) {
        if (before.equals(after)) {
            return;
        }
        if (leaves && before.isMissingNode() && after.isObject()) {
            compare(Json.object(), after, path, changed, true);
            return;
        }
        if (leaves && before.isObject() && after.isMissingNode()) {
            compare(before, Json.object(), path, changed, true);
            return;
        }
        if (!before.isObject() || !after.isObject()) {
            changed.add(path.isEmpty() ? Problem.ROOT : KeyPath.text(path));
            return;
        }
        Set<String> keys = new LinkedHashSet<>();
        before.fieldNames().forEachRemaining(keys::add);
        after.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            List<String> longer = new ArrayList<>(path);
            longer.add(key);
            compare(before.path(key), after.path(key), longer, changed, leaves);
        }
    }
}
