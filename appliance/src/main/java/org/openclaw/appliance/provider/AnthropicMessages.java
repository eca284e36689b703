package org.openclaw.appliance.provider;

import java.util.LinkedHashMap;
import java.util.Map;

/** The Messages API of Anthropic and of everything compatible with it. */
final class AnthropicMessages implements Dialect {

    private static final String API_VERSION = "2023-06-01";

    /** Addresses are written with and without the version part. */
    @Override
    public String address(Endpoint endpoint) {
        return endpoint.baseUrl() + (endpoint.baseUrl().endsWith("/v1") ? "/messages" : "/v1/messages");
    }

    @Override
    public String embeddingsAddress(Endpoint endpoint) {
        return "";
    }

    @Override
    public Map<String, String> headers(Endpoint endpoint) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("anthropic-version", API_VERSION);
        if (endpoint.bearer()) {
            headers.putAll(Dialect.bearer(endpoint));
        } else if (endpoint.apiKey() != null) {
            headers.put("x-api-key", endpoint.apiKey());
        }
        return headers;
    }

    @Override
    public RequestBody body(Question question) {
        return new MessagesRequest(question);
    }

    @Override
    public Answer answer(ModelListener listener) {
        return new MessagesAnswer(listener);
    }
}
