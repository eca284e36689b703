package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** A secret as the configuration writes it: the text itself, {@code "$NAME"} or a reference object. */
public sealed interface SecretInput {

    /** The secret is known. */
    record Known(String value) implements SecretInput {
        @Override
        public String toString() {
            return "Known[…]";
        }
    }

    /** Nothing is configured. */
    record Absent() implements SecretInput {}

    /** It is configured but can't be had. @param reason a sentence naming the key and what to do; no secret */
    record Unresolved(String reason) implements SecretInput {}

    /** A variable's name, alone behind a dollar sign. */
    Pattern SHORTHAND = Pattern.compile("\\$([A-Z_][A-Z0-9_]{0,127})");

    /**
     * The secret at a path. Resolves references to environment variables; of other sources it says that it can't.
     *
     * @param path dotted, such as {@code gateway.auth.token}
     */
    static SecretInput at(Config config, String path, Environment environment) {
        Optional<String> missing = config.missingVariable(path);
        if (missing.isPresent()) {
            return unset(path, missing.get());
        }
        JsonNode node = config.at(path);
        if (node.isObject()) {
            return reference(node, path, environment);
        }
        String text = node.isTextual() ? node.textValue().strip() : "";
        var shorthand = SHORTHAND.matcher(text);
        if (shorthand.matches()) {
            return variable(path, shorthand.group(1), environment);
        }
        return text.isEmpty() ? new Absent() : new Known(text);
    }

    private static SecretInput reference(JsonNode node, String path, Environment environment) {
        String source = node.path("source").asText();
        return source.equals("env")
                ? variable(path, node.path("id").asText(), environment)
                : new Unresolved(path + " refers to the secret source \"" + source
                        + "\", which this gateway can't read. Use {source: \"env\", provider: \"default\", id: \"NAME\"} instead.");
    }

    private static SecretInput variable(String path, String name, Environment environment) {
        Optional<String> value = environment.get(name);
        return value.isPresent() ? new Known(value.get()) : unset(path, name);
    }

    private static SecretInput unset(String path, String name) {
        return new Unresolved(path + " refers to the environment variable " + name + ", which is not set. Set it and start again.");
    }
}
