package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Set;

/**
 * {@code {type:"req",id,method,params?,traceparent?,expectedProfileId?}}.
 *
 * @param id chosen by the client, echoed in every answer; never empty
 * @param method the method's name; never empty
 * @param params the parameters as sent, or null when absent
 * @param expectedProfileId the user profile the client believes to act for, or null
 */
public record RequestFrame(String id, String method, JsonNode params, String expectedProfileId) {

    /** Longest id and method name accepted, in characters. */
    public static final int MAX_NAME = 256;

    /** Longest {@code traceparent} and {@code expectedProfileId} accepted, in characters. */
    public static final int MAX_HINT = 128;

    private static final Set<String> PROPERTIES =
            Set.of("type", "id", "method", "params", "traceparent", "expectedProfileId");

    public RequestFrame(String id, String method, JsonNode params) {
        this(id, method, params, null);
    }

    /**
     * Reads a frame from a parsed document.
     *
     * @throws Malformed with the wire's own words for what is wrong
     */
    public static RequestFrame read(JsonNode frame) throws Malformed {
        if (frame == null || !frame.isObject()) {
            throw new Malformed(null, "must be object");
        }
        JsonNode idNode = frame.get("id");
        String id = idNode != null && idNode.isTextual() && !idNode.textValue().isEmpty()
                        && idNode.textValue().length() <= MAX_NAME
                ? idNode.textValue()
                : null;
        JsonNode type = frame.get("type");
        if (type == null) {
            throw new Malformed(id, "must have required property 'type'");
        }
        if (!"req".equals(type.textValue())) {
            throw new Malformed(id, "at /type: must be equal to constant");
        }
        if (idNode == null) {
            throw new Malformed(null, "must have required property 'id'");
        }
        if (id == null) {
            throw new Malformed(null, "at /id: must be a non-empty string of at most " + MAX_NAME + " characters");
        }
        JsonNode method = frame.get("method");
        if (method == null) {
            throw new Malformed(id, "must have required property 'method'");
        }
        if (!method.isTextual() || method.textValue().isEmpty() || method.textValue().length() > MAX_NAME) {
            throw new Malformed(id, "at /method: must be a non-empty string of at most " + MAX_NAME + " characters");
        }
        refuseUnknown(frame, id);
        // Nothing here follows traces; the hint is checked and let go.
        hint(frame, "traceparent", id);
        return new RequestFrame(id, method.textValue(), frame.get("params"), hint(frame, "expectedProfileId", id));
    }

    private static void refuseUnknown(JsonNode frame, String id) throws Malformed {
        for (Iterator<String> names = frame.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!PROPERTIES.contains(name)) {
                String shown = name.length() > MAX_HINT ? name.substring(0, MAX_HINT) + "…" : name;
                throw new Malformed(id, "at root: unexpected property '" + shown + "'");
            }
        }
    }

    private static String hint(JsonNode frame, String name, String id) throws Malformed {
        JsonNode value = frame.get(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw new Malformed(id, "at /" + name + ": must be string");
        }
        if (value.textValue().length() > MAX_HINT) {
            throw new Malformed(id, "at /" + name + ": must NOT have more than " + MAX_HINT + " characters");
        }
        return value.textValue();
    }

    /** A document that isn't a request frame. */
    public static final class Malformed extends Exception {

        private final String id;

        Malformed(String id, String message) {
            super("invalid request frame: " + message, null, false, false);
            this.id = id;
        }

        /** The frame's id where one could be read, else null. */
        public String id() {
            return id;
        }
    }
}
