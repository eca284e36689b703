package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.SecretRef;

/** The providers one configuration names in {@code secrets.providers}, and those that are built in. */
final class Providers {

    private static final long TIMEOUT_MILLIS = 5000;
    private static final long MOST_TIMEOUT_MILLIS = 120_000;
    private static final long MAX_BYTES = 1024 * 1024;
    private static final long MOST_BYTES = 20L * 1024 * 1024;

    private final JsonNode definitions;
    private final JsonNode defaults;
    private final Environment environment;
    private final SecretStore store;

    Providers(Config config, Environment environment, SecretStore store) {
        this.definitions = config.at("secrets.providers");
        this.defaults = config.at("secrets.defaults");
        this.environment = environment;
        this.store = store;
    }

    /** Who answers for a reference. @throws SecretFault when nobody does */
    SecretReader readerOf(SecretRef ref) throws SecretFault {
        JsonNode definition = definitions.path(ref.provider());
        if (definition.path("source").asText().equals(ref.source().wireName())) {
            return configured(ref, definition);
        }
        boolean builtIn = ref.provider().equals(defaultOf(ref.source()));
        if (builtIn && ref.source() == SecretRef.Source.ENV) {
            return new EnvReader(environment, Optional.empty());
        }
        if (builtIn && ref.source() == SecretRef.Source.STORE) {
            return new StoreReader(store);
        }
        throw new SecretFault("secret provider \"" + ref.provider() + "\" is not configured for source \""
                + ref.source().wireName() + "\"; add it as secrets.providers." + ref.provider());
    }

    /** The alias a source's references use where nothing else is said. */
    String defaultOf(SecretRef.Source source) {
        return defaults.path(source.wireName()).asText(SecretRef.DEFAULT_PROVIDER);
    }

    private SecretReader configured(SecretRef ref, JsonNode definition) throws SecretFault {
        return switch (ref.source()) {
            case ENV -> new EnvReader(
                    environment, definition.has("allowlist") ? Optional.of(texts(definition, "allowlist")) : Optional.empty());
            case FILE -> new FileReader(
                    environment.path(definition.path("path").asText()),
                    definition.path("mode").asText().equals("singleValue"),
                    bounded(definition, "maxBytes", MAX_BYTES, MOST_BYTES),
                    bounded(definition, "timeoutMs", TIMEOUT_MILLIS, MOST_TIMEOUT_MILLIS));
            case EXEC -> new ExecReader(
                    ref.provider(), command(ref.provider(), definition), definition.path("jsonOnly").asBoolean(true));
            case STORE -> new StoreReader(store);
        };
    }

    /** The program of an exec provider. */
    ExecCommand command(String alias, JsonNode definition) throws SecretFault {
        if (!definition.path("command").isTextual()) {
            throw new SecretFault("secret provider \"" + alias + "\" comes from a plugin, which this gateway doesn't have; "
                    + "name its program in secrets.providers." + alias + ".command");
        }
        long timeout = bounded(definition, "timeoutMs", TIMEOUT_MILLIS, MOST_TIMEOUT_MILLIS);
        return new ExecCommand(
                Path.of(definition.path("command").textValue()),
                texts(definition, "args"),
                variables(definition),
                texts(definition, "trustedDirs").stream().map(environment::path).toList(),
                timeout,
                bounded(definition, "noOutputTimeoutMs", timeout, MOST_TIMEOUT_MILLIS),
                bounded(definition, "maxOutputBytes", MAX_BYTES, MOST_BYTES));
    }

    private Map<String, String> variables(JsonNode definition) {
        Map<String, String> variables = new TreeMap<>();
        for (String name : texts(definition, "passEnv")) {
            environment.get(name).ifPresent(value -> variables.put(name, value));
        }
        definition.path("env").properties().forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText()));
        return variables;
    }

    private static long bounded(JsonNode definition, String key, long whenAbsent, long most) {
        return Math.clamp(definition.path(key).asLong(whenAbsent), 1, most);
    }

    private static List<String> texts(JsonNode definition, String key) {
        List<String> texts = new ArrayList<>();
        definition.path(key).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
