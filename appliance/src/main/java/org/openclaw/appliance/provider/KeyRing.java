package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.config.SecretRef;

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

    private final Config config;
    private final Function<String, String> environment;
    private final String provider;
    private final String variable;
    private final JsonNode auth;

    /** @param variable where the provider's first key is looked for */
    KeyRing(Config config, Function<String, String> environment, String provider, String variable) {
        this.config = config;
        this.environment = environment;
        this.provider = provider;
        this.variable = variable;
        this.auth = config.at("auth");
    }

    /**
     * What there is.
     *
     * @param bearer whether they are to go into an {@code Authorization} header
     * @param source {@code config}, {@code env} or {@code profile}; null without any
     * @param trouble why a secret that is configured can't be had; null when it can, or none is
     */
    record Found(List<Endpoint.Key> keys, boolean bearer, String source, String trouble) {}

    // A secret that is named and can't be had is never replaced by another: the owner chose this one.
    Found find(JsonNode settings) {
        Optional<SecretInput> profile = config.secrets().ofProvider(provider);
        if (profile.isPresent()) {
            return only(profile.get(), false, "profile");
        }
        if (settings.path("request").path("auth").path("mode").asText().equals("authorization-bearer")) {
            return only(secret("request", "auth", "token"), true, "config");
        }
        SecretInput key = secret("apiKey");
        if (key instanceof SecretInput.Absent) {
            List<Endpoint.Key> keys = ordered(found());
            return new Found(keys, false, keys.isEmpty() ? null : "env", null);
        }
        JsonNode written = settings.path("apiKey");
        String name = written.asText("").strip();
        if (written.isTextual() && looksLikeVariable(name) && set(name) != null) {
            return only(new SecretInput.Known(set(name)), false, "env");
        }
        boolean variableNamed =
                SecretRef.of(written).filter(ref -> ref.source() == SecretRef.Source.ENV).isPresent();
        return only(key, false, variableNamed ? "env" : "config");
    }

    private SecretInput secret(String... path) {
        List<String> keys = new ArrayList<>(List.of("models", "providers", provider));
        keys.addAll(List.of(path));
        return SecretInput.at(config, keys, environment);
    }

    private Found only(SecretInput secret, boolean bearer, String source) {
        return switch (secret) {
            case SecretInput.Known(String value) ->
                new Found(List.of(new Endpoint.Key(provider + ":default", value)), bearer, source, null);
            case SecretInput.Unresolved(String reason) -> new Found(List.of(), bearer, null, reason);
            case SecretInput.Absent() -> new Found(List.of(), bearer, null, null);
        };
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

    private String set(String name) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private List<Endpoint.Key> found() {
        Map<String, String> profileByValue = new LinkedHashMap<>();
        add(profileByValue, "live", "OPENCLAW_LIVE_" + upper(provider) + "_KEY");
        String list = set(variable + "S");
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
        String value = set(name);
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
