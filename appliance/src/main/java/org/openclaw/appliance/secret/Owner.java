package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.KeyPath;

/**
 * Who needs a secret: the part of the gateway that is unavailable without it, while all others go on.
 *
 * @param kind {@code gateway}, {@code provider}, {@code account} or {@code capability}
 * @param id names it among its kind
 * @param prefix the keys under which everything of it is configured
 */
record Owner(String kind, String id, List<String> prefix) {

    private static final List<String> NAMED = List.of("agents", "skills", "plugins");

    /** @param keys of the secret */
    static Owner of(List<String> keys) {
        String section = keys.getFirst();
        if (starts(keys, "gateway", "auth")) {
            return new Owner("gateway", "gateway.auth", keys.subList(0, 2));
        }
        if (starts(keys, "models", "providers") && keys.size() > 3) {
            return new Owner("provider", keys.get(2), keys.subList(0, 3));
        }
        if (section.equals("channels") && keys.size() > 2) {
            boolean account = keys.size() > 4 && keys.get(2).equals("accounts");
            return account
                    ? new Owner("account", keys.get(1) + ":" + keys.get(3), keys.subList(0, 4))
                    : new Owner("account", keys.get(1), keys.subList(0, 2));
        }
        if (NAMED.contains(section) && keys.size() > 3 && keys.get(1).equals("entries")) {
            return new Owner("capability", section + ":" + keys.get(2), keys.subList(0, 3));
        }
        return new Owner("capability", section, keys.subList(0, 1));
    }

    /** The one whose key an auth profile names. */
    static Owner ofProvider(String provider) {
        return new Owner("provider", provider, List.of("models", "providers", provider));
    }

    /** Whether a gateway without it is an open door or none at all. */
    boolean guardsGateway() {
        return kind.equals("gateway");
    }

    /** Whether nothing but secrets' values can have changed for it between two configurations. */
    boolean sameIn(Config before, Config after) {
        return KeyPath.resolve(before.root(), prefix).equals(KeyPath.resolve(after.root(), prefix))
                && before.at("secrets").equals(after.at("secrets"));
    }

    /** Whether something on the way to the secret is switched off, or only clients of other gateways need it. */
    static boolean isIdle(JsonNode root, List<String> keys) {
        if (starts(keys, "gateway", "remote")) {
            return true;
        }
        JsonNode node = root;
        for (String key : keys) {
            if (node.path("enabled").isBoolean() && !node.path("enabled").booleanValue()) {
                return true;
            }
            node = node.isArray() ? node.path(Integer.parseInt(key)) : node.path(key);
        }
        return false;
    }

    private static boolean starts(List<String> keys, String first, String second) {
        return keys.size() > 2 && keys.get(0).equals(first) && keys.get(1).equals(second);
    }
}
