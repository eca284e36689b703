package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openclaw.appliance.protocol.Json;

/**
 * Lists in a patch of the configuration, for which RFC 7396 knows only replacement. A list whose members all have an
 * {@code id} is merged member by member; any other is replaced. A patch that would lose members of a list it doesn't name as
 * to be replaced is refused, as it is most often a slip.
 */
final class ListPatch {

    private static final Pattern INNER_INDEX = Pattern.compile("\\[\\d+](?=\\.)");

    private final Set<String> replaced;
    private final List<String> losses = new ArrayList<>();

    private ListPatch(Set<String> replaced) {
        this.replaced = replaced;
    }

    /**
     * The same patch with every list as it shall be.
     *
     * @param base what is patched
     * @param replacePaths dotted paths of lists that may lose members; {@code []} stands for any member of a list
     * @throws IllegalArgumentException with a sentence for the client when the patch would lose members of another list, or
     *     names one member twice
     */
    static ObjectNode settle(JsonNode base, ObjectNode patch, List<String> replacePaths) {
        ListPatch lists = new ListPatch(replacePaths.stream().map(ListPatch::normal).collect(Collectors.toSet()));
        ObjectNode settled = lists.object(base, patch, "");
        List<String> unconfirmed = lists.losses.stream().filter(path -> !lists.replaced.contains(path)).toList();
        if (!unconfirmed.isEmpty()) {
            throw new IllegalArgumentException("config.patch would remove entries from array path(s): "
                    + String.join(", ", unconfirmed) + ". Pass replacePaths with the exact path(s) when this is intentional,"
                    + " or use config.apply for full-config replacement.");
        }
        return settled;
    }

    private static String normal(String path) {
        String stripped = path.strip();
        String list = stripped.endsWith("[]") ? stripped.substring(0, stripped.length() - 2) : stripped;
        return INNER_INDEX.matcher(list).replaceAll("[]");
    }

    private ObjectNode object(JsonNode base, ObjectNode patch, String at) {
        ObjectNode settled = Json.object();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            String path = at.isEmpty() ? member.getKey() : at + "." + member.getKey();
            settled.set(member.getKey(), value(base.path(member.getKey()), member.getValue(), path));
        }
        return settled;
    }

    private JsonNode value(JsonNode old, JsonNode wanted, String path) {
        if (old.isArray() && wanted.isArray()) {
            return list((ArrayNode) old, (ArrayNode) wanted, path);
        }
        if (wanted instanceof ObjectNode object) {
            if (old.isArray()) {
                losses.add(path);
            }
            return object(old.isObject() ? old : MissingNode.getInstance(), object, path);
        }
        loseAll(old, path);
        return wanted;
    }

    private void loseAll(JsonNode old, String path) {
        if (old.isArray()) {
            losses.add(path);
        }
        old.properties().forEach(member -> loseAll(member.getValue(), path + "." + member.getKey()));
    }

    private JsonNode list(ArrayNode old, ArrayNode wanted, String path) {
        if (replaced.contains(path)) {
            return wanted;
        }
        if (old.valueStream().allMatch(ListPatch::hasId)) {
            return members(old, wanted, path);
        }
        List<JsonNode> kept = wanted.valueStream().collect(Collectors.toCollection(ArrayList::new));
        for (JsonNode member : old) {
            if (!kept.remove(member)) {
                losses.add(path);
                break;
            }
        }
        return wanted;
    }

    private ArrayNode members(ArrayNode old, ArrayNode wanted, String path) {
        ArrayNode merged = Json.array();
        Map<String, Integer> places = new HashMap<>();
        for (JsonNode member : old) {
            if (places.put(id(member), merged.size()) != null) {
                throw new IllegalArgumentException("Cannot ID-merge array at " + path + ": current config contains duplicate ID "
                        + id(member) + "; use replacePaths for an explicit replacement.");
            }
            merged.add(member);
        }
        Set<String> named = new HashSet<>();
        for (JsonNode member : wanted) {
            if (hasId(member) && !named.add(id(member))) {
                throw new IllegalArgumentException("Ambiguous duplicate ID " + id(member) + " in array at " + path + ".");
            }
            Integer place = hasId(member) ? places.get(id(member)) : null;
            if (place == null) {
                merged.add(member);
            } else {
                JsonNode before = merged.get(place);
                merged.set(place, merge(before, object(before, (ObjectNode) member, path + "[]")));
            }
        }
        return merged;
    }

    /** RFC 7396 §2. */
    private static JsonNode merge(JsonNode base, JsonNode patch) {
        if (!(patch instanceof ObjectNode object)) {
            return patch;
        }
        ObjectNode merged = base instanceof ObjectNode before ? before.deepCopy() : Json.object();
        object.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                merged.remove(member.getKey());
            } else {
                merged.set(member.getKey(), merge(merged.path(member.getKey()), member.getValue()));
            }
        });
        return merged;
    }

    private static boolean hasId(JsonNode member) {
        return !id(member).isEmpty();
    }

    private static String id(JsonNode member) {
        JsonNode id = member.path("id");
        return id.isTextual() ? id.textValue() : "";
    }
}
