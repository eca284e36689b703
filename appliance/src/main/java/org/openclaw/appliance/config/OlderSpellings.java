package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.openclaw.appliance.protocol.Json;

/**
 * Keys that a configuration file writes as older versions of this product did. They work; written anew, other programs that
 * read the file understand them, too. Included files are left alone.
 *
 * @param keys the canonical key by its older spelling, in alphabetical order
 * @param patch what {@link ConfigFile#patch} takes to write them anew; a key whose canonical spelling is there as well is
 *     dropped, as it has no effect
 */
public record OlderSpellings(Map<String, String> keys, ObjectNode patch) {

    /** Guides tell people to write these, so they stay as they are. */
    private static final List<String> WELCOME = List.of("gateway.logLevel");

    /** @param text a configuration file's text @throws Json5Exception when it isn't JSON5 */
    public static OlderSpellings in(String text) throws Json5Exception {
        return Json5.parse(text) instanceof ObjectNode written ? in(written) : new OlderSpellings(Map.of(), Json.object());
    }

    private static OlderSpellings in(ObjectNode written) {
        Validator validator = new Validator(Set.of());
        validator.check(written);
        Map<String, String> found = new TreeMap<>(validator.aliases());
        WELCOME.forEach(found::remove);
        if (found.isEmpty()) {
            return new OlderSpellings(found, Json.object());
        }
        ObjectNode anew = written.deepCopy();
        Aliases aliases = new Aliases(anew);
        aliases.apply(found);
        boolean understood = aliases.problems().isEmpty();
        return new OlderSpellings(understood ? found : Map.of(), understood ? difference(written, anew) : Json.object());
    }

    /** What turns one object into the other, RFC 7396. */
    private static ObjectNode difference(ObjectNode from, ObjectNode to) {
        ObjectNode patch = Json.object();
        for (Map.Entry<String, JsonNode> member : from.properties()) {
            if (!to.has(member.getKey())) {
                patch.putNull(member.getKey());
            }
        }
        for (Map.Entry<String, JsonNode> member : to.properties()) {
            JsonNode before = from.path(member.getKey());
            JsonNode after = member.getValue();
            if (before instanceof ObjectNode old && after instanceof ObjectNode anew) {
                ObjectNode inner = difference(old, anew);
                if (!inner.isEmpty()) {
                    patch.set(member.getKey(), inner);
                }
            } else if (!before.equals(after)) {
                patch.set(member.getKey(), after);
            }
        }
        return patch;
    }
}
