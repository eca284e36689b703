package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The chat-completions API of OpenAI and of everything compatible with it. */
final class OpenAiCompletions implements Dialect {

    @Override
    public String path(Endpoint endpoint) {
        return "/chat/completions";
    }

    @Override
    public Map<String, String> headers(String apiKey) {
        return apiKey == null ? Map.of() : Map.of("Authorization", "Bearer " + apiKey);
    }

    @Override
    public RequestBody body(ModelRef model, ModelRequest request, JsonNode settings, Map<String, JsonNode> params) {
        return new CompletionRequest(model, request, settings.path("compat"), params);
    }

    @Override
    public Answer answer(ModelListener listener) {
        return new CompletionAnswer(listener);
    }
}
