package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ConnectParams;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.Shape;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Methods;

/**
 * The published description of the wire, made from the registry of methods and the records of their parameters: what the
 * gateway checks is what it publishes.
 */
final class ProtocolSchema {

    private ProtocolSchema() {}

    static ObjectNode of(Methods methods) {
        ObjectNode schema = Json.object()
                .put("$schema", "http://json-schema.org/draft-07/schema#")
                .put("title", "OpenClaw Appliance gateway protocol");
        ArrayNode kinds = schema.putArray("oneOf");
        for (String frame : List.of("RequestFrame", "ResponseFrame", "EventFrame")) {
            kinds.addObject().put("$ref", "#/definitions/" + frame);
        }
        ObjectNode described = schema.putObject("methods");
        described.putObject("connect").put("scope", "none").put("advertised", false)
                .set("params", Shape.of(ConnectParams.class).schema());
        methods.all().stream().sorted(Comparator.comparing(Method::name)).forEach(method -> described.set(
                method.name(), method(method)));
        ObjectNode events = schema.putObject("events");
        Event.advertised().stream().sorted().forEach(name -> events.putObject(name).put("scope", scope(name)));
        schema.set("definitions", definitions());
        return schema;
    }

    private static ObjectNode method(Method<?> method) {
        ObjectNode described = Json.object()
                .put("scope", scope(method.access()))
                .put("advertised", method.advertised());
        return described.set("params", method.params().get().schema());
    }

    private static String scope(Access access) {
        return switch (access) {
            case Access.Anyone() -> "none";
            case Access.NodeOnly() -> "role:node";
            case Access.Needs needs -> needs.alternative() == null ? needs.scope() : needs.scope() + "|" + needs.alternative();
            case Access.ByParams(var rule) -> "dynamic, " + rule.apply(Json.object()) + " for empty parameters";
        };
    }

    private static String scope(String event) {
        String needed = Event.scopeOf(event);
        return needed == null || needed.equals(Event.EVERYONE) ? "none" : needed;
    }

    private static ObjectNode definitions() {
        ObjectNode definitions = Json.object();
        ObjectNode request = frame(definitions, "RequestFrame", "req", "id", "method");
        request.set("id", name(RequestFrame.MAX_NAME));
        request.set("method", name(RequestFrame.MAX_NAME));
        request.putObject("params");
        request.set("traceparent", hint());
        request.set("expectedProfileId", hint());

        ObjectNode response = frame(definitions, "ResponseFrame", "res", "id", "ok");
        response.set("id", name(RequestFrame.MAX_NAME));
        response.putObject("ok").put("type", "boolean");
        response.putObject("payload");
        response.putObject("error").put("$ref", "#/definitions/ErrorShape");

        ObjectNode event = frame(definitions, "EventFrame", "event", "event");
        ArrayNode names = event.putObject("event").put("type", "string").putArray("enum");
        Event.advertised().stream().sorted().forEach(names::add);
        event.putObject("payload");
        event.set("seq", whole());
        event.putObject("stateVersion").put("$ref", "#/definitions/StateVersion");

        ObjectNode version = object(definitions, "StateVersion", "presence", "health");
        version.set("presence", whole());
        version.set("health", whole());

        ObjectNode error = object(definitions, "ErrorShape", "code", "message");
        ArrayNode codes = error.putObject("code").put("type", "string").putArray("enum");
        for (ErrorCode code : ErrorCode.values()) {
            codes.add(code.name());
        }
        error.putObject("message").put("type", "string");
        error.putObject("details");
        error.putObject("retryable").put("type", "boolean");
        error.set("retryAfterMs", whole());

        ArrayNode scopes = definitions.putObject("OperatorScope").put("type", "string").putArray("enum");
        Scope.ALL.forEach(scopes::add);
        return definitions;
    }

    private static ObjectNode frame(ObjectNode definitions, String name, String type, String... required) {
        ObjectNode properties = object(definitions, name, required);
        ((ArrayNode) definitions.get(name).get("required")).insert(0, "type");
        properties.putObject("type").put("const", type);
        return properties;
    }

    /** @return the definition's properties, to be filled */
    private static ObjectNode object(ObjectNode definitions, String name, String... required) {
        ObjectNode definition = definitions.putObject(name).put("type", "object");
        ArrayNode names = definition.putArray("required");
        List.of(required).forEach(names::add);
        ObjectNode properties = definition.putObject("properties");
        definition.put("additionalProperties", false);
        return properties;
    }

    private static ObjectNode name(int most) {
        return Json.object().put("type", "string").put("minLength", 1).put("maxLength", most);
    }

    private static ObjectNode hint() {
        return Json.object().put("type", "string").put("maxLength", RequestFrame.MAX_HINT);
    }

    private static ObjectNode whole() {
        return Json.object().put("type", "integer").put("minimum", 0);
    }
}
