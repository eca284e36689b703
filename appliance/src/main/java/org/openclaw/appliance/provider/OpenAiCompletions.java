package org.openclaw.appliance.provider;

import java.util.Map;

/** The chat-completions API of OpenAI and of everything compatible with it. */
final class OpenAiCompletions implements Dialect {

    @Override
    public String address(Endpoint endpoint) {
        return endpoint.baseUrl() + "/chat/completions";
    }

    @Override
    public Map<String, String> headers(Endpoint endpoint) {
        return Dialect.bearer(endpoint);
    }

    @Override
    public RequestBody body(Question question) {
        return new CompletionRequest(question);
    }

    @Override
    public Answer answer(ModelListener listener) {
        return new CompletionAnswer(listener);
    }
}
