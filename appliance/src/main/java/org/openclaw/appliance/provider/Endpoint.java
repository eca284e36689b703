package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configured provider.
 *
 * @param id its name in {@code models.providers}
 * @param baseUrl where its API begins, without a trailing slash; empty when none is known
 * @param api the dialect it speaks, one of {@link #APIS} if it can be asked
 * @param keys its credentials, best first; may be empty; never to be shown
 * @param bearer whether the key goes into an {@code Authorization} header even where the dialect has one of its own
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
        List<Key> keys,
        boolean bearer,
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

    /** The Responses dialect of the OpenAI API. */
    static final String RESPONSES = "openai-responses";

    /** Ollama's own dialect. */
    static final String OLLAMA = "ollama";

    /** The dialects spoken here. */
    static final List<String> APIS = List.of(COMPLETIONS, RESPONSES, MESSAGES, OLLAMA);

    /**
     * A credential.
     *
     * @param profile names it without telling it, as {@code openai:default}
     */
    record Key(String profile, String value) {

        /** Without the secret. */
        @Override
        public String toString() {
            return "Key[" + profile + "]";
        }
    }

    Endpoint {
        keys = List.copyOf(keys);
        headers = Map.copyOf(headers);
        models = List.copyOf(models);
    }

    /** The best credential, or null. */
    String apiKey() {
        return keys.isEmpty() ? null : keys.getFirst().value();
    }

    boolean hasCredential() {
        return trouble == null && (!keys.isEmpty() || !keyRequired);
    }

    /** The same with one credential only. */
    Endpoint with(Key key) {
        return new Endpoint(
                id, baseUrl, api, List.of(key), bearer, keySource, trouble, keyRequired, keyVariable, headers, timeouts, models);
    }

    Endpoint with(Timeouts others) {
        return new Endpoint(
                id, baseUrl, api, keys, bearer, keySource, trouble, keyRequired, keyVariable, headers, others, models);
    }

    /** As it is to be asked for that model, whose entry may name another API, address and headers. */
    Endpoint of(String model) {
        JsonNode settings = settingsOf(model);
        if (!settings.has("api") && !settings.has("baseUrl") && !settings.has("headers")) {
            return this;
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        settings.path("headers").properties().forEach(header -> all.put(header.getKey(), header.getValue().asText()));
        String address = EndpointReader.trimmed(settings.path("baseUrl").asText(baseUrl));
        return new Endpoint(
                id, address, settings.path("api").asText(api), keys, bearer, keySource, trouble, keyRequired, keyVariable, all,
                timeouts, models);
    }

    /** What the configuration says of a model, or a missing node. */
    JsonNode settingsOf(String model) {
        return models.stream()
                .filter(entry -> entry.path("id").asText().equals(model))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    /** An address of its API. @throws ProviderException with what to correct when that is no address */
    URI address(String text, ModelRef model) throws ProviderException {
        try {
            URI address = URI.create(text);
            boolean http = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
            if (http && address.getHost() != null && address.getUserInfo() == null
                    && address.getRawQuery() == null && address.getRawFragment() == null && address.getPort() <= 65_535) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new ProviderException(ProviderException.Kind.NOT_FOUND, model, 0,
                "models.providers." + Faults.shown(id)
                        + ".baseUrl is not an address: it must look like https://host/v1, without a password or a query in it.");
    }

    /** Without the secrets, so that no log can show them. */
    @Override
    public String toString() {
        return "Endpoint[" + id + " " + baseUrl + "]";
    }
}
