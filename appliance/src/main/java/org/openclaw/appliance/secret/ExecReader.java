package org.openclaw.appliance.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.openclaw.appliance.protocol.Json;

/**
 * A program that is told on standard input what is wanted and answers on standard output, both in JSON. Nothing secret is in
 * its arguments, so nothing is in the process list.
 */
final class ExecReader implements SecretReader {

    private static final int VERSION = 1;

    private final String provider;
    private final ExecCommand command;
    private final boolean jsonOnly;

    /** @param jsonOnly whether an answer that is no JSON is an error; else it is the one secret that was asked for */
    ExecReader(String provider, ExecCommand command, boolean jsonOnly) {
        this.provider = provider;
        this.command = command;
        this.jsonOnly = jsonOnly;
    }

    @Override
    public Map<String, Resolution> read(Set<String> ids) throws SecretFault, InterruptedException {
        ObjectNode request = Json.object().put("protocolVersion", VERSION).put("provider", provider);
        ArrayNode wanted = request.putArray("ids");
        ids.forEach(wanted::add);
        String answer = command.run(Json.bytes(request));
        JsonNode tree = tree(answer);
        if (tree == null) {
            return plain(ids, answer);
        }
        Map<String, Resolution> found = new LinkedHashMap<>();
        for (String id : ids) {
            found.put(id, one(tree, id));
        }
        return found;
    }

    private Map<String, Resolution> plain(Set<String> ids, String answer) throws SecretFault {
        String secret = FileReader.withoutLineEnd(answer);
        if (jsonOnly || ids.size() != 1 || secret.isEmpty()) {
            throw new SecretFault(command.name() + " gave an answer that isn't the JSON of protocol version 1");
        }
        return Map.of(ids.iterator().next(), new Resolution.Value(secret));
    }

    /** @return null when it isn't an answer of the protocol */
    private JsonNode tree(String answer) throws SecretFault {
        JsonNode tree;
        try {
            tree = Json.parse(answer);
        } catch (JsonProcessingException e) {
            return null;
        }
        boolean ours = tree.isObject() && tree.has("protocolVersion");
        if (ours && (tree.path("protocolVersion").asInt() != VERSION || !tree.path("values").isObject())) {
            throw new SecretFault(command.name() + " answered in another protocol version than 1, or without values");
        }
        return ours ? tree : null;
    }

    private Resolution one(JsonNode answer, String id) {
        JsonNode error = answer.path("errors").path(id);
        if (!error.isMissingNode()) {
            return error(error.path("code").asText(""), id);
        }
        JsonNode value = answer.path("values").path(id);
        if (value.isMissingNode()) {
            return error("NOT_FOUND", id);
        }
        return value.isTextual() && !value.textValue().isEmpty()
                ? new Resolution.Value(value.textValue())
                : Resolution.Fault.invalid("the secret provider " + provider + " gave no text for " + id);
    }

    // Any other code, and every message, may hold what the program knows.
    private Resolution error(String code, String id) {
        return switch (code) {
            case "NOT_FOUND" -> Resolution.Fault.missing("the secret provider " + provider + " has no " + id + " (NOT_FOUND)");
            case "AMBIGUOUS_DUPLICATE_KEY" -> Resolution.Fault.invalid("the secret provider " + provider + " has more than one "
                    + id + " (AMBIGUOUS_DUPLICATE_KEY)");
            default -> Resolution.Fault.invalid("the secret provider " + provider + " refused " + id);
        };
    }
}
