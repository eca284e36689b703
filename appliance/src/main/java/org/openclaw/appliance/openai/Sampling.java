package org.openclaw.appliance.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openclaw.appliance.protocol.Json;

/** The fields of a request that steer how a model picks its words. */
final class Sampling {

    private static final int MOST_STOPS = 4;

    private Sampling() {}

    /** Only the fields that were sent. */
    static ObjectNode of(JsonNode request) throws Refusal {
        ObjectNode fields = Json.object();
        between(request, fields, "temperature", 0, 2);
        between(request, fields, "top_p", 0, 1);
        between(request, fields, "frequency_penalty", -2, 2);
        between(request, fields, "presence_penalty", -2, 2);
        JsonNode seed = request.path("seed");
        if (sent(seed)) {
            if (!seed.isIntegralNumber()) {
                throw Refusal.invalid("`seed` must be an integer.");
            }
            fields.set("seed", seed);
        }
        stop(request.path("stop"), fields);
        for (String name : List.of("max_completion_tokens", "max_tokens")) {
            JsonNode limit = request.path(name);
            if (sent(limit)) {
                if (!limit.canConvertToInt() || !limit.isIntegralNumber() || limit.intValue() < 1) {
                    throw Refusal.invalid("`" + name + "` must be a positive integer.");
                }
                fields.set(name, limit);
            }
        }
        return fields;
    }

    private static void between(JsonNode request, ObjectNode fields, String name, int least, int most) throws Refusal {
        JsonNode value = request.path(name);
        if (!sent(value)) {
            return;
        }
        if (!value.isNumber() || value.doubleValue() < least || value.doubleValue() > most) {
            throw Refusal.invalid("`" + name + "` must be between " + least + " and " + most + ".");
        }
        fields.set(name, value);
    }

    private static void stop(JsonNode stop, ObjectNode fields) throws Refusal {
        if (!sent(stop)) {
            return;
        }
        boolean texts = stop.isTextual() || (stop.isArray() && stop.size() <= MOST_STOPS);
        for (JsonNode item : stop) {
            texts &= item.isTextual();
        }
        if (!texts) {
            throw Refusal.invalid("`stop` must be a string or an array of at most " + MOST_STOPS + " strings.");
        }
        fields.set("stop", stop);
    }

    private static boolean sent(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }
}
