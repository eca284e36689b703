package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads one entry of {@code models.providers}, filling in what is known of the service by its name. */
final class EndpointReader {

    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,127}");
    private static final long MAX_TIMEOUT_SECONDS = 24 * 3600;

    private final Function<String, String> environment;

    EndpointReader(Function<String, String> environment) {
        this.environment = environment;
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
        Credential credential = credential(settings, variable);
        return new Endpoint(
                id,
                trimmed(baseUrl),
                settings.path("api").asText(!ownAddress && service != null ? service.api() : Endpoint.COMPLETIONS),
                credential.value(),
                credential.source(),
                !ownAddress && service != null && service.keyVariable() != null,
                variable,
                headers(settings),
                timeouts(settings),
                models(settings));
    }

    /** @param source {@code config} or {@code env}; null without a value */
    private record Credential(String value, String source) {
        static final Credential NONE = new Credential(null, null);
    }

    private Credential credential(JsonNode settings, String variable) {
        JsonNode key = settings.path("apiKey");
        if (key.isObject()) {
            return fromEnvironment(secretName(key));
        }
        String text = key.asText("").strip();
        if (text.isEmpty()) {
            return fromEnvironment(variable);
        }
        if (ENVIRONMENT_NAME.matcher(text).matches()) {
            Credential named = fromEnvironment(text);
            if (named.value() != null) {
                return named;
            }
        }
        return new Credential(text, "config");
    }

    private Credential fromEnvironment(String name) {
        String value = name == null ? null : environment.apply(name);
        return value == null || value.isBlank() ? Credential.NONE : new Credential(value.strip(), "env");
    }

    private static String secretName(JsonNode reference) {
        return reference.path("source").asText().equals("env") ? reference.path("id").asText(null) : null;
    }

    private Map<String, String> headers(JsonNode settings) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (JsonNode group : List.of(settings.path("headers"), settings.path("request").path("headers"))) {
            for (Map.Entry<String, JsonNode> header : group.properties()) {
                JsonNode value = header.getValue();
                String text = value.isObject() ? fromEnvironment(secretName(value)).value() : value.asText(null);
                if (text != null) {
                    headers.put(header.getKey(), text);
                }
            }
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

    private static String trimmed(String url) {
        String text = url.strip();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }
}
