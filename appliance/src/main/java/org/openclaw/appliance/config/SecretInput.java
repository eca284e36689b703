package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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

    /**
     * The secret at a path, from the snapshot that belongs to the configuration. Reads nothing but the environment: where
     * nobody resolved the references, those to other sources are unresolved.
     *
     * @param path dotted, such as {@code gateway.auth.token}
     */
    static SecretInput at(Config config, String path, Environment environment) {
        return at(config, KeyPath.parse(path), name -> environment.get(name).orElse(null));
    }

    /** @param environment looks up an environment variable; null for one that isn't set */
    static SecretInput at(Config config, List<String> keys, Function<String, String> environment) {
        String path = KeyPath.text(keys);
        Optional<String> missing = config.missingVariable(path);
        if (missing.isPresent()) {
            return unset(path, missing.get());
        }
        Optional<SecretInput> resolved = config.secrets().at(path);
        return resolved.isPresent() ? resolved.get() : local(KeyPath.resolve(config.root(), keys), path, environment);
    }

    private static SecretInput local(JsonNode node, String path, Function<String, String> environment) {
        String text = node.isTextual() ? node.textValue().strip() : "";
        Optional<SecretRef> reference = SecretRef.of(node);
        if (reference.isEmpty()) {
            return node.isObject() ? new Unresolved(path + " is no secret: write its text or a reference to it.") : plain(text);
        }
        return reference.get().source() == SecretRef.Source.ENV
                ? variable(path, reference.get().id(), environment)
                : new Unresolved(path + " refers to the secret source \"" + reference.get().source().wireName()
                        + "\", which only the gateway reads.");
    }

    private static SecretInput plain(String text) {
        return text.isEmpty() ? new Absent() : new Known(text);
    }

    private static SecretInput variable(String path, String name, Function<String, String> environment) {
        String value = environment.apply(name);
        return value == null || value.isBlank() ? unset(path, name) : new Known(value.strip());
    }

    private static SecretInput unset(String path, String name) {
        return new Unresolved(path + " refers to the environment variable " + name + ", which is not set. Set it and start again.");
    }
}
