package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.SecretInput;

/** Reads one entry of {@code models.providers}, filling in what is known of the service by its name. */
final class EndpointReader {

    private static final long MAX_TIMEOUT_SECONDS = 24 * 3600;

    private final Config config;
    private final Function<String, String> environment;

    EndpointReader(Config config, Function<String, String> environment) {
        this.config = config;
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
        KeyRing.Found found = new KeyRing(config, environment, id, variable).find(settings);
        Headers headers = headers(id, settings);
        return new Endpoint(
                id,
                trimmed(baseUrl),
                settings.path("api").asText(!ownAddress && service != null ? service.api() : Endpoint.COMPLETIONS),
                found.keys(),
                found.bearer() || settings.path("authHeader").asBoolean(),
                found.source(),
                found.trouble() != null ? found.trouble() : headers.trouble(),
                !ownAddress && service != null && service.keyVariable() != null,
                variable,
                headers.fields(),
                timeouts(settings),
                models(settings));
    }

    /** @param trouble why one of them can't be had; null when all can */
    private record Headers(Map<String, String> fields, String trouble) {}

    private Headers headers(String id, JsonNode settings) {
        Map<String, String> fields = new LinkedHashMap<>();
        List<String> provider = List.of("models", "providers", id);
        String trouble = null;
        for (String name : (Iterable<String>) settings.path("headers")::fieldNames) {
            trouble = put(fields, name, "", with(provider, "headers", name), trouble);
        }
        JsonNode request = settings.path("request");
        for (String name : (Iterable<String>) request.path("headers")::fieldNames) {
            trouble = put(fields, name, "", with(provider, "request", "headers", name), trouble);
        }
        JsonNode auth = request.path("auth");
        if (auth.path("mode").asText().equals("header")) {
            String name = auth.path("headerName").asText();
            trouble = put(fields, name, auth.path("prefix").asText(""), with(provider, "request", "auth", "value"), trouble);
        }
        return new Headers(fields, trouble);
    }

    private static List<String> with(List<String> path, String... more) {
        List<String> keys = new ArrayList<>(path);
        keys.addAll(List.of(more));
        return keys;
    }

    /** @return why it can't be had, unless there is a trouble already */
    private String put(Map<String, String> fields, String name, String prefix, List<String> keys, String trouble) {
        return switch (SecretInput.at(config, keys, environment)) {
            case SecretInput.Known(String value) -> {
                fields.put(name, prefix + value);
                yield trouble;
            }
            case SecretInput.Unresolved(String reason) -> trouble == null ? reason : trouble;
            case SecretInput.Absent() -> trouble;
        };
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
