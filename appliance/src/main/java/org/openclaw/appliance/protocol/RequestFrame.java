package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * {@code {type:"req",id,method,params?}}.
 *
 * @param id chosen by the client, echoed in every answer; never empty
 * @param method the method's name; never empty
 * @param params the parameters as sent, or null when absent
 */
public record RequestFrame(String id, String method, JsonNode params) {

    /** Longest id and method name accepted, in characters. */
    public static final int MAX_NAME = 256;

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
        return new RequestFrame(id, method.textValue(), frame.get("params"));
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
