package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ProviderException.Kind;
import org.openclaw.appliance.provider.ProviderException.Retry;

/** Turns a provider's error answers into kinds and sentences. Their own words are only looked through, never passed on. */
final class HttpErrors {

    private static final int MAX_ERROR_BODY = 16 * 1024;
    private static final Duration FOR_AN_ERROR_BODY = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Endpoint endpoint;
    private final ModelRef model;

    HttpErrors(Endpoint endpoint, ModelRef model) {
        this.endpoint = endpoint;
        this.model = model;
    }

    /**
     * @param status the HTTP status, or 0 for an error inside a stream
     * @param error the provider's error object, or a missing node
     */
    ProviderException of(int status, JsonNode error, Duration retryAfter) {
        String hints = hints(error);
        int effective = status >= 300 ? status : statusOf(error, hints);
        String provider = "The model provider " + Faults.shown(endpoint.id());
        String name = Faults.shown(model);
        String setting = "models.providers." + Faults.shown(endpoint.id());
        if (tooLong(hints)) {
            return fault(Kind.CONTEXT_LENGTH, effective, Retry.NO,
                    "The conversation is too long for " + name
                            + ". Start a new one with /new, or choose a model with a larger context window.");
        }
        if (hints.contains("content_policy") || hints.contains("content_filter") || hints.contains("safety")) {
            return fault(Kind.REFUSAL, effective, Retry.NO,
                    provider + " refused this request under its content policy. Rephrase it.");
        }
        if (effective == 402 || hints.contains("insufficient_quota") || hints.contains("billing")) {
            return fault(Kind.RATE_LIMIT, effective, Retry.NO,
                    provider + " says that the account's quota or credit is used up, so " + name
                            + " can't answer. Check the account's billing, or choose another model.");
        }
        Retry retry = new Retry(true, retryAfter);
        return switch (effective) {
            case 401, 403 -> fault(Kind.AUTH, effective, Retry.NO,
                    provider + " refused the API key for " + name + " (HTTP " + effective + "). Check " + setting
                            + ".apiKey, and whether the key may use this model.");
            case 404, 405, 410 -> fault(Kind.NOT_FOUND, effective, Retry.NO,
                    provider + " knows no model " + name + " at " + setting + ".baseUrl (HTTP " + effective
                            + "). Check the model's id and that the address is right (it usually ends in /v1).");
            case 408, 504 -> fault(Kind.TIMEOUT, effective, retry,
                    provider + " timed out on " + name + " (HTTP " + effective + "). Ask again in a minute.");
            case 429 -> fault(Kind.RATE_LIMIT, effective, retry,
                    provider + " limits the rate of requests to " + name + " (HTTP 429). Ask again "
                            + when(retryAfter) + ", or add a fall-back model: openclaw config set"
                            + " agents.defaults.model.fallbacks '[\"provider/model\"]'.");
            default -> other(effective, provider, name, setting, retry);
        };
    }

    private ProviderException other(int status, String provider, String name, String setting, Retry retry) {
        if (status >= 500) {
            return fault(Kind.UNAVAILABLE, status, retry,
                    provider + " is having trouble (HTTP " + status + "), so " + name
                            + " can't answer now. Ask again in a minute.");
        }
        if (status >= 300 && status < 400) {
            return fault(Kind.NOT_FOUND, status, Retry.NO,
                    provider + " redirects to another address (HTTP " + status + "). Put the final address in " + setting
                            + ".baseUrl.");
        }
        return fault(Kind.UNKNOWN, status, Retry.NO,
                provider + " rejected the request for " + name + (status == 0 ? "" : " (HTTP " + status + ")")
                        + ". The model may lack a feature this request uses, such as tools; try another model.");
    }

    /** What an answer that isn't 200 says. */
    static ProviderException refused(
            Connection connection, HttpResponse response, Endpoint endpoint, ModelRef model, Clock clock) {
        JsonNode error = MissingNode.getInstance();
        connection.impatient(FOR_AN_ERROR_BODY);
        try {
            JsonNode document = Json.mapper().readTree(response.rest(MAX_ERROR_BODY));
            error = document.isArray() ? document.path(0).path("error") : document.path("error");
        } catch (IOException e) {
            // The status alone must do.
        }
        int status = response.status() >= 300 ? response.status() : 502;
        return new HttpErrors(endpoint, model).of(status, error, retryAfter(response, clock));
    }

    /** {@code Retry-After} (RFC 9110 §10.2.3) or {@code retry-after-ms}; zero when neither makes sense. */
    static Duration retryAfter(HttpResponse response, Clock clock) {
        String millis = response.header("retry-after-ms");
        if (millis.matches("[0-9]{1,12}")) {
            return bounded(Duration.ofMillis(Long.parseLong(millis)));
        }
        String text = response.header("retry-after");
        if (text.matches("[0-9]{1,10}")) {
            return bounded(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            return bounded(Duration.between(clock.instant(), date));
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private static Duration bounded(Duration time) {
        if (time.isNegative()) {
            return Duration.ZERO;
        }
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    private static String when(Duration retryAfter) {
        return retryAfter.isZero() ? "in a minute" : "in " + Math.max(1, retryAfter.toSeconds()) + " s";
    }

    private ProviderException fault(Kind kind, int status, Retry retry, String message) {
        return new ProviderException(kind, model, status, message, retry);
    }

    private static String hints(JsonNode error) {
        String text = error.isTextual()
                ? error.textValue()
                : error.path("code").asText("") + " " + error.path("type").asText("") + " "
                        + error.path("message").asText("");
        return text.substring(0, Math.min(text.length(), 2_000)).toLowerCase(Locale.ROOT);
    }

    private static boolean tooLong(String hints) {
        return hints.contains("context_length") || hints.contains("context length") || hints.contains("context window")
                || hints.contains("maximum context") || hints.contains("prompt is too long")
                || hints.contains("request_too_large") || hints.contains("maximum number of input tokens")
                || hints.contains("context size") || hints.contains("input is too long");
    }

    /** Errors inside a stream carry no HTTP status of their own, but often a code that is one. */
    private static int statusOf(JsonNode error, String hints) {
        int code = error.path("code").asInt(error.path("status").asInt());
        if (code >= 400 && code < 600) {
            return code;
        }
        if (hints.contains("rate_limit") || hints.contains("rate limit")) {
            return 429;
        }
        if (hints.contains("invalid_api_key") || hints.contains("authentication")) {
            return 401;
        }
        if (hints.contains("not_found")) {
            return 404;
        }
        return hints.contains("overloaded") || hints.contains("server_error") || hints.contains("internal") ? 503 : 0;
    }
}
