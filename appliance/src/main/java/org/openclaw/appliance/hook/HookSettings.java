package org.openclaw.appliance.hook;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.openclaw.appliance.config.Config;

/**
 * How hooks are configured.
 *
 * @param path where they are, without a slash at the end
 * @param token which they take; empty for none, and then nothing answers
 * @param agentIds the agents that may be addressed; empty list of none, null for any
 * @param prefixes of the session keys that may be used, lower case; empty for any
 * @param mappings as configured
 */
record HookSettings(
        boolean enabled,
        String path,
        String token,
        List<String> agentIds,
        String defaultSessionKey,
        boolean requestKeys,
        List<String> prefixes,
        JsonNode mappings) {

    private static final String DEFAULT_PATH = "/hooks";

    static HookSettings of(Config config) {
        String token = config.secret("hooks.token").orElse("").strip();
        JsonNode agents = config.at("hooks.allowedAgentIds");
        List<String> ids = config.texts("hooks.allowedAgentIds");
        return new HookSettings(
                config.flag("hooks.enabled", false) && !token.isEmpty(),
                path(config),
                token,
                !agents.isArray() || ids.contains("*") ? null : ids,
                config.text("hooks.defaultSessionKey").map(String::strip).filter(key -> !key.isEmpty()).orElse(null),
                config.flag("hooks.allowRequestSessionKey", false),
                config.texts("hooks.allowedSessionKeyPrefixes").stream()
                        .map(prefix -> prefix.strip().toLowerCase(Locale.ROOT))
                        .filter(prefix -> !prefix.isEmpty())
                        .toList(),
                config.at("hooks.mappings"));
    }

    /** {@code hooks.path} with one slash in front and none behind; the default one for the root, which isn't allowed. */
    static String path(Config config) {
        String path = config.text("hooks.path").orElse(DEFAULT_PATH).strip();
        int from = 0;
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return from == to ? DEFAULT_PATH : "/" + path.substring(from, to);
    }

    boolean admitsAgent(String agentId) {
        return agentIds == null || agentIds.contains(agentId);
    }

    boolean admitsKey(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return prefixes.isEmpty() || prefixes.stream().anyMatch(lower::startsWith);
    }
}
