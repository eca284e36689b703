package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The configuration as loaded: an immutable tree, validated, with includes and environment references resolved and aliases
 * mapped to their canonical keys. Readers hold one snapshot for the length of a task, so they see only the old or only the
 * new. The tree must not be modified.
 */
public final class Config {

    private final JsonNode root;
    private final String hash;
    private final Map<String, String> unavailable;
    private final ResolvedSecrets secrets;

    /** @param hash identifies this content to clients; opaque */
    public Config(JsonNode root, String hash) {
        this(root, hash, Map.of());
    }

    /** @param unavailable dotted path of each value left out, and the environment variable it lacks */
    Config(JsonNode root, String hash, Map<String, String> unavailable) {
        this(root, hash, unavailable, ResolvedSecrets.NONE);
    }

    private Config(JsonNode root, String hash, Map<String, String> unavailable, ResolvedSecrets secrets) {
        this.root = root;
        this.hash = hash;
        this.unavailable = Map.copyOf(unavailable);
        this.secrets = secrets;
    }

    /**
     * The environment variable whose absence made the value at the path unavailable. The value is missing from the tree; its
     * owner should say it can't work, rather than use a default.
     */
    public Optional<String> missingVariable(String path) {
        return Optional.ofNullable(unavailable.get(path));
    }

    /** The paths of the values that are missing for want of an environment variable, and its name. */
    public Map<String, String> missingVariables() {
        return unavailable;
    }

    /** The same configuration with another tree. */
    public Config with(JsonNode other) {
        return new Config(other, hash, unavailable, secrets);
    }

    /** The same configuration with what its references to secrets came to. The tree keeps the references. */
    public Config with(ResolvedSecrets resolved) {
        return new Config(root, hash, unavailable, resolved);
    }

    /** What the references to secrets came to; nothing where nobody resolved them. */
    public ResolvedSecrets secrets() {
        return secrets;
    }

    public JsonNode root() {
        return root;
    }

    public String hash() {
        return hash;
    }

    /** The node at a dotted path such as {@code gateway.auth.mode}; a missing node where there is none. */
    public JsonNode at(String path) {
        JsonNode node = root;
        for (String key : path.split("\\.")) {
            node = node.path(key);
        }
        return node;
    }

    public Optional<String> text(String path) {
        JsonNode node = at(path);
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }

    /** The secret at a path, as the gateway's snapshot has it; empty where there is none, and where it can't be had. */
    public Optional<String> secret(String path) {
        return SecretInput.at(this, KeyPath.parse(path), name -> null) instanceof SecretInput.Known(String value)
                ? Optional.of(value)
                : Optional.empty();
    }

    public OptionalLong number(String path) {
        JsonNode node = at(path);
        return node.isNumber() ? OptionalLong.of(node.longValue()) : OptionalLong.empty();
    }

    public boolean flag(String path, boolean whenAbsent) {
        JsonNode node = at(path);
        return node.isBoolean() ? node.booleanValue() : whenAbsent;
    }

    /** The strings of an array; empty where there is none. */
    public List<String> texts(String path) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : at(path)) {
            if (item.isTextual()) {
                texts.add(item.textValue());
            }
        }
        return List.copyOf(texts);
    }
}
