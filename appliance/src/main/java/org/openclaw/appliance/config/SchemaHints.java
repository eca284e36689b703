package org.openclaw.appliance.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.openclaw.appliance.protocol.Json;

/** What people who edit the configuration should know of a key beyond what it accepts. */
final class SchemaHints {

    private final JsonGenerator json;
    // Alternatives of one key may have members of the same name.
    private final Set<String> written = new HashSet<>();

    private SchemaHints(JsonGenerator json) {
        this.json = json;
    }

    /** Null when there is nothing to say. */
    static ObjectNode of(SchemaNode node) {
        ObjectNode hint = Json.object();
        if (node.alias() != null) {
            hint.put("help", "Another spelling of " + node.alias() + ".");
        } else if (inert(node)) {
            hint.put("help", "Has no effect in this gateway.").put("advanced", true);
        }
        if (node.secret() && !container(node)) {
            hint.put("sensitive", true);
        }
        return hint.isEmpty() ? null : hint;
    }

    /** Writes the hints of a key and of all below it; of a branch without effect that is said once, at its top. */
    static void write(String path, SchemaNode definition, JsonGenerator json) throws IOException {
        new SchemaHints(json).write(path, definition, false);
    }

    private void write(String path, SchemaNode definition, boolean saidInert) throws IOException {
        SchemaNode node = definition.file() == null ? definition : SchemaReader.read(definition.file(), definition.reload());
        ObjectNode hint = of(node);
        if (hint != null && saidInert && inert(node)) {
            hint.remove("help");
            hint.remove("advanced");
        }
        if (hint != null && !hint.isEmpty() && written.add(path)) {
            json.writeFieldName(path);
            json.writeTree(hint);
        }
        members(path, node, saidInert || inert(node));
    }

    private void members(String path, SchemaNode node, boolean saidInert) throws IOException {
        for (Map.Entry<String, SchemaNode> member : node.members().entrySet()) {
            write(path + "." + member.getKey(), member.getValue(), saidInert);
        }
        if (node.element() != null) {
            write(path + ".*", node.element(), saidInert);
        }
        for (SchemaNode alternative : node.alternatives()) {
            members(path, alternative, saidInert);
        }
    }

    private static boolean inert(SchemaNode node) {
        return !node.served() && !node.servedBelow();
    }

    private static boolean container(SchemaNode node) {
        return !node.members().isEmpty() || node.element() != null;
    }
}
