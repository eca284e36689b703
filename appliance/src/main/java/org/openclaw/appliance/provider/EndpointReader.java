package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Reads one entry of {@code models.providers}, filling in what is known of the service by its name. */
final class EndpointReader {

    private static final long MAX_TIMEOUT_SECONDS = 24 * 3600;

    private final Function<String, String> environment;
    private final JsonNode profiles;

    /** @param profiles the configuration's {@code auth}: which credentials there are, and their order */
    EndpointReader(Function<String, String> environment, JsonNode profiles) {
        this.environment = environment;
        this.profiles = profiles;
    }

    Endpoint read(String id, JsonNode settings) {
        KnownServices.Service service = KnownServices.find(id);
        String baseUrl = settings.path("baseUrl").asText("");
        boolean ownAddress = !baseUrl.isBlank();
        if (!ownAddress && service != null) {
            baseUrl = service.baseUrl();
        }
        String variable = service != null && service.keyVariable() != null
                ? service.keyVariable()
                : id.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_API_KEY";
        KeyRing ring = new KeyRing(environment, id, variable, profiles);
        return new Endpoint(
                id,
                trimmed(baseUrl),
                settings.path("api").asText(!ownAddress && service != null ? service.api() : Endpoint.COMPLETIONS),
                ring.keys(settings),
                settings.path("authHeader").asBoolean() || KeyRing.bearerToken(settings) != null,
                ring.source(settings),
                !ownAddress && service != null && service.keyVariable() != null,
                variable,
                headers(settings),
                timeouts(settings),
                models(settings));
    }

    private Map<String, String> headers(JsonNode settings) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (JsonNode group : List.of(settings.path("headers"), settings.path("request").path("headers"))) {
            for (Map.Entry<String, JsonNode> header : group.properties()) {
                String text = KeyRing.text(header.getValue(), environment);
                if (text != null) {
                    headers.put(header.getKey(), text);
                }
            }
        }
        JsonNode auth = settings.path("request").path("auth");
        String value = KeyRing.text(auth.path("value"), environment);
        if (auth.path("mode").asText().equals("header") && value != null) {
            headers.put(auth.path("headerName").asText(), auth.path("prefix").asText("") + value);
        }
        return headers;
    }

    private static Timeouts timeouts(JsonNode settings) {
        double seconds = settings.path("timeoutSeconds").asDouble();
        return seconds > 0
                ? Timeouts.STANDARD.withTotal(Duration.ofMillis((long) (Math.min(seconds, MAX_TIMEOUT_SECONDS) * 1000)))
                : Timeouts.STANDARD;
    }

    private static List<JsonNode> models(JsonNode settings) {
        List<JsonNode> models = new ArrayList<>();
        settings.path("models").forEach(models::add);
        return models;
    }

    static String trimmed(String url) {
        String text = url.strip();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }
}
