package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.config.SecretRef;

/** Reads one entry of {@code models.providers}, filling in what is known of the service by its name. */
final class EndpointReader {

    private static final Pattern ENVIRONMENT_NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,127}");
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
        Credential credential = credential(id, settings, variable);
        Headers headers = headers(id, settings);
        return new Endpoint(
                id,
                trimmed(baseUrl),
                settings.path("api").asText(!ownAddress && service != null ? service.api() : Endpoint.COMPLETIONS),
                credential.value(),
                credential.source(),
                credential.trouble() != null ? credential.trouble() : headers.trouble(),
                !ownAddress && service != null && service.keyVariable() != null,
                variable,
                headers.fields(),
                timeouts(settings),
                models(settings));
    }

    /**
     * @param source {@code config}, {@code env} or {@code profile}; null without a value
     * @param trouble why a secret that is configured can't be had; null when it can, or none is
     */
    private record Credential(String value, String source, String trouble) {
        static final Credential NONE = new Credential(null, null, null);
    }

    /** @param trouble why one of them can't be had; null when all can */
    private record Headers(Map<String, String> fields, String trouble) {}

    // A secret that is named and can't be had is never replaced by another: the owner chose this one.
    private Credential credential(String id, JsonNode settings, String variable) {
        Optional<SecretInput> profile = config.secrets().ofProvider(id);
        if (profile.isPresent()) {
            return credential(profile.get(), "profile");
        }
        SecretInput key = SecretInput.at(config, List.of("models", "providers", id, "apiKey"), environment);
        if (key instanceof SecretInput.Absent) {
            return fromEnvironment(variable);
        }
        JsonNode written = settings.path("apiKey");
        if (written.isTextual() && ENVIRONMENT_NAME.matcher(written.textValue().strip()).matches()) {
            Credential named = fromEnvironment(written.textValue().strip());
            if (named.value() != null) {
                return named;
            }
        }
        boolean variableNamed = SecretRef.of(written).filter(ref -> ref.source() == SecretRef.Source.ENV).isPresent();
        return credential(key, variableNamed ? "env" : "config");
    }

    private static Credential credential(SecretInput input, String source) {
        return switch (input) {
            case SecretInput.Known known -> new Credential(known.value(), source, null);
            case SecretInput.Unresolved unresolved -> new Credential(null, null, unresolved.reason());
            case SecretInput.Absent absent -> Credential.NONE;
        };
    }

    private Credential fromEnvironment(String name) {
        String value = name == null ? null : environment.apply(name);
        return value == null || value.isBlank() ? Credential.NONE : new Credential(value.strip(), "env", null);
    }

    private Headers headers(String id, JsonNode settings) {
        Map<String, String> fields = new LinkedHashMap<>();
        String trouble = header(fields, settings.path("headers"), List.of("models", "providers", id, "headers"));
        String more = header(
                fields, settings.path("request").path("headers"), List.of("models", "providers", id, "request", "headers"));
        return new Headers(fields, trouble != null ? trouble : more);
    }

    /** @return why one of them can't be had; null when all can */
    private String header(Map<String, String> fields, JsonNode written, List<String> group) {
        String trouble = null;
        for (String name : (Iterable<String>) written::fieldNames) {
            List<String> keys = new ArrayList<>(group);
            keys.add(name);
            Credential value = credential(SecretInput.at(config, keys, environment), "config");
            if (value.value() != null) {
                fields.put(name, value.value());
            }
            trouble = trouble == null ? value.trouble() : trouble;
        }
        return trouble;
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
