package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** The Messages API of Anthropic and of everything compatible with it. */
final class AnthropicMessages implements Dialect {

    private static final String API_VERSION = "2023-06-01";

    /** Addresses are written with and without the version part. */
    @Override
    public String path(Endpoint endpoint) {
        return endpoint.baseUrl().endsWith("/v1") ? "/messages" : "/v1/messages";
    }

    @Override
    public Map<String, String> headers(String apiKey) {
        return apiKey == null
                ? Map.of("anthropic-version", API_VERSION)
                : Map.of("anthropic-version", API_VERSION, "x-api-key", apiKey);
    }

    @Override
    public RequestBody body(ModelRef model, ModelRequest request, JsonNode settings, Map<String, JsonNode> params) {
        return new MessagesRequest(model, request, settings.path("maxTokens").asInt(), params);
    }

    @Override
    public Answer answer(ModelListener listener) {
        return new MessagesAnswer(listener);
    }
}
