package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What differs between two configurations. */
public final class ConfigDiff {

    private ConfigDiff() {}

    /** The dotted paths of the values that differ: leaves, lists as a whole, and the topmost of added or removed objects. */
    public static List<String> changedPaths(JsonNode before, JsonNode after) {
        List<String> changed = new ArrayList<>();
        compare(before, after, List.of(), changed);
        return changed;
    }

    private static void compare(JsonNode before, JsonNode after, List<String> path, List<String> changed) {
        if (before.equals(after)) {
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
            compare(before.path(key), after.path(key), longer, changed);
        }
    }
}
