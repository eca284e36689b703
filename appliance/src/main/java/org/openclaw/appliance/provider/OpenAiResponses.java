package org.openclaw.appliance.provider;

import java.util.Map;

/** OpenAI's Responses API. Nothing is left on the provider's side: every request carries the whole conversation. */
final class OpenAiResponses implements Dialect {

    @Override
    public String address(Endpoint endpoint) {
        return endpoint.baseUrl() + "/responses";
    }

    @Override
    public Map<String, String> headers(Endpoint endpoint) {
        return Dialect.bearer(endpoint);
    }

    @Override
    public RequestBody body(Question question) {
        return new ResponsesRequest(question);
    }

    @Override
    public Answer answer(ModelListener listener) {
        return new ResponsesAnswer(listener);
    }
}
