package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a key counts as, whether it is written or not.
 *
 * @param value with {@link Redaction#PLACEHOLDER} in the place of secrets
 */
public record EffectiveValue(JsonNode value, Source source) {

    /** Who says so. */
    public enum Source {
        FILE,
        DEFAULT
    }

    /**
     * @param path as people write it; other spellings of a key lead to the same value
     * @param inContainer asked only where the answer depends on it
     * @return empty when nobody says anything
     * @throws IllegalArgumentException when the path can't be read
     */
    public static Optional<EffectiveValue> of(
            Config config, StatePaths paths, String path, BooleanSupplier inContainer) {
        List<String> keys = KeyPath.parse(ConfigSchema.canonical(path));
        if (path.equals("gateway.host")) {
            return host(config, inContainer);
        }
        JsonNode written = KeyPath.resolve(Redaction.redact(config.root()), keys);
        if (!written.isMissingNode()) {
            return Optional.of(new EffectiveValue(written, Source.FILE));
        }
        JsonNode fallback = fallback(KeyPath.text(keys), paths, inContainer);
        return fallback.isMissingNode() ? Optional.empty() : Optional.of(new EffectiveValue(fallback, Source.DEFAULT));
    }

    /** The address {@code gateway.bind} stands for. */
    private static Optional<EffectiveValue> host(Config config, BooleanSupplier inContainer) {
        Optional<String> written = config.text("gateway.bind");
        String address = switch (written.orElseGet(() -> GatewayBind.whenUnset(inContainer.getAsBoolean()))) {
            case "lan" -> GatewayBind.EVERY;
            case "auto" -> inContainer.getAsBoolean() ? GatewayBind.EVERY : GatewayBind.LOOPBACK;
            case "custom" -> config.text("gateway.customBindHost").orElse(GatewayBind.LOOPBACK);
            default -> GatewayBind.LOOPBACK;
        };
        return Optional.of(new EffectiveValue(
                TextNode.valueOf(address), written.isPresent() ? Source.FILE : Source.DEFAULT));
    }

    // The first ones depend on the instance or the machine; the rest is written in the schema.
    private static JsonNode fallback(String path, StatePaths paths, BooleanSupplier inContainer) {
        return switch (path) {
            case "gateway.port" -> IntNode.valueOf(paths.defaultPort());
            case "gateway.bind" -> TextNode.valueOf(GatewayBind.whenUnset(inContainer.getAsBoolean()));
            case "logging.file" -> TextNode.valueOf(paths.logFile().toString());
            case "agents.defaults.workspace" -> TextNode.valueOf(paths.workspace().toString());
            default -> ConfigSchema.defaultValue(path).orElse(MissingNode.getInstance());
        };
    }
}
