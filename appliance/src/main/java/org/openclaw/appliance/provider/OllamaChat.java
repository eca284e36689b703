package org.openclaw.appliance.provider;

import java.util.Map;

/** Ollama's own chat API, whose tool calls work where those of its OpenAI-compatible one do not. */
final class OllamaChat implements Dialect {

    /** Addresses are often written with the version part of the other API. */
    private static String root(Endpoint endpoint) {
        String base = endpoint.baseUrl();
        return base.endsWith("/v1") ? base.substring(0, base.length() - 3) : base;
    }

    @Override
    public String address(Endpoint endpoint) {
        return root(endpoint) + "/api/chat";
    }

    @Override
    public String listAddress(Endpoint endpoint) {
        return root(endpoint) + "/api/tags";
    }

    /** Its compatible API has the same shape as everybody's. */
    @Override
    public String embeddingsAddress(Endpoint endpoint) {
        return root(endpoint) + "/v1/embeddings";
    }

    @Override
    public Map<String, String> headers(Endpoint endpoint) {
        return Dialect.bearer(endpoint);
    }

    @Override
    public RequestBody body(Question question) {
        return new OllamaRequest(question);
    }

    @Override
    public Answer answer(ModelListener listener) {
        return new OllamaAnswer(listener);
    }

    @Override
    public boolean lines() {
        return true;
    }
}
