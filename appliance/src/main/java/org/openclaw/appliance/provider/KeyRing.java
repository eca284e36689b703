package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The credentials of one provider, each with the name of its profile. A key in the configuration is the only one; otherwise
 * the environment may hold several: {@code OPENCLAW_LIVE_<PROVIDER>_KEY}, then the comma-separated {@code <PROVIDER>_API_KEYS},
 * {@code <PROVIDER>_API_KEY}, {@code <PROVIDER>_API_KEY_1} to {@code _9}, and {@code <PROVIDER>_API_KEY_<NAME>} for a profile
 * {@code <provider>:<name>} of {@code auth.profiles}. {@code auth.order.<provider>} names the profiles to use, best first.
 */
final class KeyRing {

    private static final int MOST = 16;
    private static final int NUMBERED = 9;
    private static final int LONGEST_NAME = 128;

    private final Function<String, String> environment;
    private final String provider;
    private final String variable;
    private final JsonNode auth;

    /** @param variable where the provider's first key is looked for */
    KeyRing(Function<String, String> environment, String provider, String variable, JsonNode auth) {
        this.environment = environment;
        this.provider = provider;
        this.variable = variable;
        this.auth = auth;
    }

    List<Endpoint.Key> keys(JsonNode settings) {
        String token = bearerToken(settings) == null ? null : text(bearerToken(settings), environment);
        if (token != null) {
            return List.of(new Endpoint.Key(provider + ":default", token));
        }
        if (configured(settings)) {
            String own = text(settings.path("apiKey"), environment);
            return own == null ? List.of() : List.of(new Endpoint.Key(provider + ":default", own));
        }
        return ordered(found());
    }

    /** Where they come from: {@code config} or {@code env}; null without any. */
    String source(JsonNode settings) {
        if (keys(settings).isEmpty()) {
            return null;
        }
        JsonNode key = settings.path("apiKey");
        boolean elsewhere = !configured(settings) || key.isObject() || isVariable(key.asText("").strip());
        return elsewhere && bearerToken(settings) == null ? "env" : "config";
    }

    /** {@code request.auth.token} where it is to be used; null otherwise. */
    static JsonNode bearerToken(JsonNode settings) {
        JsonNode wish = settings.path("request").path("auth");
        return wish.path("mode").asText().equals("authorization-bearer") ? wish.path("token") : null;
    }

    /** A secret of the configuration: a text, the name of an environment variable, or a reference to one; null for none. */
    static String text(JsonNode secret, Function<String, String> environment) {
        if (secret.isObject()) {
            return secret.path("source").asText().equals("env") ? set(environment, secret.path("id").asText("")) : null;
        }
        String text = secret.asText("").strip();
        String named = looksLikeVariable(text) ? set(environment, text) : null;
        return named != null ? named : text.isEmpty() ? null : text;
    }

    private static boolean configured(JsonNode settings) {
        JsonNode key = settings.path("apiKey");
        return key.isObject() || !key.asText("").isBlank();
    }

    private boolean isVariable(String text) {
        return looksLikeVariable(text) && set(environment, text) != null;
    }

    private static boolean looksLikeVariable(String text) {
        boolean fits = !text.isEmpty() && text.length() <= LONGEST_NAME && text.charAt(0) >= 'A' && text.charAt(0) <= 'Z';
        for (int i = 0; fits && i < text.length(); i++) {
            fits = isOfName(text.charAt(i));
        }
        return fits;
    }

    private static boolean isOfName(char c) {
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    private static String set(Function<String, String> environment, String name) {
        String value = name.isEmpty() ? null : environment.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private List<Endpoint.Key> found() {
        Map<String, String> profileByValue = new LinkedHashMap<>();
        add(profileByValue, "live", "OPENCLAW_LIVE_" + upper(provider) + "_KEY");
        String list = set(environment, variable + "S");
        int place = 0;
        for (String one : list == null ? new String[0] : list.split("[,;]", MOST)) {
            if (!one.isBlank()) {
                profileByValue.putIfAbsent(one.strip(), provider + ":list-" + ++place);
            }
        }
        add(profileByValue, "default", variable);
        for (int i = 1; i <= NUMBERED; i++) {
            add(profileByValue, Integer.toString(i), variable + "_" + i);
        }
        for (Map.Entry<String, JsonNode> profile : auth.path("profiles").properties()) {
            String name = profile.getKey().substring(profile.getKey().indexOf(':') + 1);
            if (profile.getValue().path("provider").asText().equals(provider)) {
                add(profileByValue, name, variable + "_" + upper(name));
            }
        }
        List<Endpoint.Key> keys = new ArrayList<>();
        profileByValue.forEach((value, profile) -> keys.add(new Endpoint.Key(profile, value)));
        return keys.subList(0, Math.min(MOST, keys.size()));
    }

    private void add(Map<String, String> profileByValue, String profile, String name) {
        String value = set(environment, name);
        if (value != null) {
            profileByValue.putIfAbsent(value, provider + ":" + profile);
        }
    }

    /** Those the operator's order names; all of them where it names none that is there. */
    private List<Endpoint.Key> ordered(List<Endpoint.Key> found) {
        List<Endpoint.Key> named = new ArrayList<>();
        for (JsonNode profile : auth.path("order").path(provider)) {
            found.stream()
                    .filter(key -> key.profile().equals(profile.asText()) && !named.contains(key))
                    .forEach(named::add);
        }
        return named.isEmpty() ? found : named;
    }

    private static String upper(String name) {
        StringBuilder upper = new StringBuilder(name.length());
        for (char c : name.toUpperCase(Locale.ROOT).toCharArray()) {
            upper.append(isOfName(c) ? c : '_');
        }
        return upper.toString();
    }
}
