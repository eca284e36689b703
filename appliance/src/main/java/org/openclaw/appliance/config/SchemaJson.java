package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;

/** One key's definition as JSON Schema, draft-07. */
final class SchemaJson {

    private SchemaJson() {}

    static ObjectNode of(SchemaNode definition) {
        SchemaNode schema = definition.file() == null ? definition : SchemaReader.read(definition.file(), definition.reload());
        ObjectNode json = Json.object();
        if (schema.is(SchemaNode.Type.ONE)) {
            ArrayNode any = json.putArray("anyOf");
            schema.alternatives().forEach(alternative -> any.add(of(alternative)));
        } else if (schema.is(SchemaNode.Type.SECRET)) {
            ArrayNode any = json.putArray("anyOf");
            any.add(Json.object().put("type", "string"));
            any.add(reference());
        } else if (schema.is(SchemaNode.Type.REFERENCE)) {
            json = reference();
        } else if (!schema.is(SchemaNode.Type.ANY)) {
            plain(schema, json);
        }
        if (schema.defaultText() != null) {
            json.set("default", Json5.valueOrText(schema.defaultText()));
        }
        return json;
    }

    /** As {@link #of}, without the members of an object. */
    static ObjectNode outline(SchemaNode schema) {
        if (schema.types().size() > 1 || !schema.is(SchemaNode.Type.OBJECT) || schema.element() != null) {
            return of(schema);
        }
        return Json.object().put("type", "object").put("additionalProperties", schema.open());
    }

    private static void plain(SchemaNode schema, ObjectNode json) {
        List<String> types = new ArrayList<>();
        for (SchemaNode.Type type : schema.types()) {
            types.add(type == SchemaNode.Type.INTEGER ? "integer" : type.shown());
        }
        json.set("type", types.size() == 1 ? TextNode.valueOf(types.getFirst()) : Json.tree(types));
        if (!schema.allowed().isEmpty()) {
            ArrayNode values = json.putArray("enum");
            schema.allowed().forEach(word -> values.add(
                    schema.is(SchemaNode.Type.STRING) ? TextNode.valueOf(word) : Json5.valueOrText(word)));
        }
        bounds(schema, json);
        if (schema.pattern() != null) {
            json.put("pattern", schema.pattern());
        }
        if (schema.is(SchemaNode.Type.OBJECT)) {
            members(schema, json);
        } else if (schema.is(SchemaNode.Type.LIST) && schema.element() != null) {
            json.set("items", of(schema.element()));
        }
    }

    private static void members(SchemaNode schema, ObjectNode json) {
        ObjectNode properties = Json.object();
        ArrayNode required = Json.array();
        for (Map.Entry<String, SchemaNode> member : schema.members().entrySet()) {
            properties.set(member.getKey(), of(member.getValue()));
            if (member.getValue().required()) {
                required.add(member.getKey());
            }
        }
        if (!properties.isEmpty()) {
            json.set("properties", properties);
        }
        if (!required.isEmpty()) {
            json.set("required", required);
        }
        if (schema.element() != null) {
            json.set("additionalProperties", of(schema.element()));
        } else {
            json.put("additionalProperties", schema.open());
        }
    }

    private static void bounds(SchemaNode schema, ObjectNode json) {
        boolean number = schema.is(SchemaNode.Type.NUMBER) || schema.is(SchemaNode.Type.INTEGER);
        String suffix = schema.is(SchemaNode.Type.LIST) ? "Items" : "Length";
        SchemaNode.Bounds bounds = schema.bounds();
        if (bounds.least() != null) {
            json.set(number ? "minimum" : "min" + suffix, bound(bounds.least()));
        }
        if (bounds.most() != null) {
            json.set(number ? "maximum" : "max" + suffix, bound(bounds.most()));
        }
        if (bounds.above() != null) {
            json.set("exclusiveMinimum", bound(bounds.above()));
        }
    }

    private static JsonNode bound(double bound) {
        return bound == Math.rint(bound) ? Json.tree((long) bound) : Json.tree(bound);
    }

    private static ObjectNode reference() {
        ObjectNode json = Json.object().put("type", "object");
        ObjectNode properties = json.putObject("properties");
        properties.set("source", Json.object().put("type", "string").set("enum", Json.tree(List.of("env", "file", "exec", "store"))));
        properties.set("provider", Json.object().put("type", "string"));
        properties.set("id", Json.object().put("type", "string"));
        json.set("required", Json.tree(List.of("source", "provider", "id")));
        return json.put("additionalProperties", false);
    }
}
