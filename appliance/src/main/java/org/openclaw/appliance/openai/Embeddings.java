package org.openclaw.appliance.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.provider.ProviderException;
import org.openclaw.appliance.server.HttpCall;

/** Answers {@code POST /v1/embeddings} with what the agents' embedding provider answers. Thread-safe. */
final class Embeddings {

    private static final int MOST_BODY = 1024 * 1024;
    private static final int MOST_TEXTS = 128;

    private final Targets targets;
    private final Models models;

    Embeddings(Targets targets, Models models) {
        this.targets = targets;
        this.models = models;
    }

    void answer(HttpCall call) throws IOException {
        try {
            Turns.requireScopes(call);
            JsonNode request = read(call);
            targets.agent(call, request.path("model").asText().strip());
            ObjectNode asked = checked(request);
            ModelRef model = model(call);
            Cancellation cancellation = new Cancellation();
            call.onDisconnect(() -> cancellation.cancel(Cancellation.Reason.REQUESTED));
            JsonNode answer = models.embed(model, asked, cancellation);
            ObjectNode shown = Json.object().put("object", "list");
            shown.set("data", answer.path("data"));
            shown.set("model", request.path("model"));
            ObjectNode usage = shown.putObject("usage");
            usage.put("prompt_tokens", answer.path("usage").path("prompt_tokens").asLong())
                    .put("total_tokens", answer.path("usage").path("total_tokens").asLong());
            call.json(200, shown);
        } catch (HttpCall.TooLarge e) {
            call.error(413, "invalid_request_error", "Payload too large; at most " + MOST_BODY + " bytes.");
        } catch (Refusal e) {
            e.answer(call);
        } catch (ProviderException e) {
            call.error(e.kind() == ProviderException.Kind.UNKNOWN ? 400 : 502, Turns.API_ERROR, e.getMessage());
        }
    }

    private static JsonNode read(HttpCall call) throws IOException, HttpCall.TooLarge, Refusal {
        try {
            JsonNode root = Json.parse(new String(call.body(MOST_BODY), StandardCharsets.UTF_8));
            if (!root.isObject()) {
                throw Refusal.invalid("Request body must be a JSON object.");
            }
            if (root.path("model").asText().isBlank()) {
                throw Refusal.invalid("Missing `model`.");
            }
            return root;
        } catch (JsonProcessingException e) {
            String message = String.valueOf(e.getOriginalMessage());
            throw Refusal.invalid(message.length() > 300 ? message.substring(0, 300) : message);
        }
    }

    private static ObjectNode checked(JsonNode request) throws Refusal {
        ObjectNode asked = Json.object();
        asked.set("input", input(request.path("input")));
        JsonNode dimensions = request.path("dimensions");
        if (!dimensions.isMissingNode() && !dimensions.isNull()) {
            if (!dimensions.isIntegralNumber() || !dimensions.canConvertToInt()) {
                throw Refusal.invalid("dimensions: Invalid input: expected int, received "
                        + dimensions.getNodeType().name().toLowerCase(Locale.ROOT));
            }
            if (dimensions.intValue() <= 0) {
                throw Refusal.invalid("dimensions: Too small: expected number to be >0");
            }
            asked.set("dimensions", dimensions);
        }
        JsonNode format = request.path("encoding_format");
        if (!format.isMissingNode() && !format.isNull()) {
            if (!format.asText().equals("float") && !format.asText().equals("base64")) {
                throw Refusal.invalid("encoding_format: Invalid option: expected one of \"float\"|\"base64\"");
            }
            asked.set("encoding_format", format);
        }
        return asked;
    }

    private static JsonNode input(JsonNode input) throws Refusal {
        boolean anything = input.isTextual() && !input.textValue().isBlank();
        if (input.isArray()) {
            for (JsonNode text : input) {
                if (!text.isTextual()) {
                    throw Refusal.invalid("input: Invalid input");
                }
                anything |= !text.textValue().isBlank();
            }
        } else if (!input.isTextual()) {
            throw Refusal.invalid("`input` must be a string or an array of strings.");
        }
        if (!anything) {
            throw Refusal.invalid("`input` must contain at least one non-empty string.");
        }
        if (input.size() > MOST_TEXTS) {
            throw Refusal.invalid("`input` must hold at most " + MOST_TEXTS + " strings.");
        }
        return input;
    }

    private ModelRef model(HttpCall call) throws Refusal {
        ModelRef own = models.embeddingModel().orElse(null);
        String wish = call.header("x-openclaw-model").map(String::strip).filter(text -> !text.isEmpty()).orElse(null);
        if (own == null) {
            throw new Refusal(
                    wish == null ? 503 : 400,
                    wish == null ? Turns.API_ERROR : "invalid_request_error",
                    wish == null
                            ? "No embedding provider is configured. Set memory.search.provider and memory.search.model to one of"
                                    + " models.providers and a model it has for embeddings."
                            : "This agent does not allow that embedding provider on `/v1/embeddings`. Set"
                                    + " memory.search.provider to allow it.");
        }
        if (wish == null) {
            return own;
        }
        ModelRef wished = ModelRef.parse(wish).orElse(new ModelRef(own.provider(), wish));
        if (!wished.provider().equals(own.provider())) {
            throw Refusal.invalid("This agent does not allow that embedding provider on `/v1/embeddings`.");
        }
        return wished;
    }
}
