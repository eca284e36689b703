package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;

/**
 * A configured provider.
 *
 * @param id its name in {@code models.providers}
 * @param baseUrl where its API begins, without a trailing slash; empty when none is known
 * @param api the dialect it speaks, one of {@link #APIS} if it can be asked
 * @param apiKey its credential, or null; never to be shown
 * @param keySource where the key comes from: {@code env}, {@code config}, {@code profile}, or null when there is none
 * @param trouble why a secret it is configured with can't be had, a sentence; null when all can
 * @param keyRequired true for services known to refuse calls without a key
 * @param keyVariable the environment variable one would set for the key
 * @param headers extra headers; their values may be secret
 * @param timeouts how long to wait
 * @param models what {@code models} lists, as configured
 */
record Endpoint(
        String id,
        String baseUrl,
        String api,
        String apiKey,
        String keySource,
        String trouble,
        boolean keyRequired,
        String keyVariable,
        Map<String, String> headers,
        Timeouts timeouts,
        List<JsonNode> models) {

    /** The chat-completions dialect of the OpenAI API. */
    static final String COMPLETIONS = "openai-completions";

    /** The Messages dialect of the Anthropic API. */
    static final String MESSAGES = "anthropic-messages";

    /** The dialects spoken here. */
    static final List<String> APIS = List.of(COMPLETIONS, MESSAGES);

    Endpoint {
        headers = Map.copyOf(headers);
        models = List.copyOf(models);
    }

    boolean hasCredential() {
        return trouble == null && (apiKey != null || !keyRequired);
    }

    /** What the configuration says of a model, or a missing node. */
    JsonNode settingsOf(String model) {
        return models.stream()
                .filter(entry -> entry.path("id").asText().equals(model))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** Without the secrets, so that no log can show them. */
    @Override
    public String toString() {
        return "Endpoint[" + id + " " + baseUrl + "]";
    }
}
