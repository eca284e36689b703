package org.openclaw.appliance.settings;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProductVersion;

/** What the configuration may contain, as clients see it. */
final class SchemaView {

    private SchemaView() {}

    /** The answer to {@code config.schema}, as text: a tree of thousands of keys would weigh ten times as much. */
    static RawValue whole(Clock clock) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.mapper().createGenerator(text)) {
            json.writeStartObject();
            json.writeFieldName("schema");
            ConfigSchema.write(json);
            json.writeFieldName("uiHints");
            ConfigSchema.writeHints(json);
            json.writeStringField("version", ProductVersion.text());
            json.writeStringField("generatedAt", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("the schema of the configuration can't be written", e);
        }
        return new RawValue(text.toString());
    }

    /** The answer to {@code config.schema.lookup}. */
    static ObjectNode of(ConfigSchema.Lookup found) {
        ObjectNode view = Json.object().put("path", found.path());
        view.set("schema", found.schema());
        view.put("reloadKind", found.reloadKind().wireName());
        hint(view, found.hint(), found.path());
        ArrayNode children = view.putArray("children");
        for (ConfigSchema.Child child : found.children()) {
            ObjectNode entry = children.addObject().put("key", child.key()).put("path", child.path());
            if (child.type() != null) {
                entry.put("type", child.type());
            }
            entry.put("required", child.required()).put("hasChildren", child.hasChildren());
            hint(entry.put("reloadKind", child.reloadKind().wireName()), child.hint(), child.path());
        }
        return view;
    }

    private static void hint(ObjectNode view, ObjectNode hint, String path) {
        if (hint != null) {
            view.set("hint", hint);
            view.put("hintPath", path);
        }
    }
}
