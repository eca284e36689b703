package org.openclaw.appliance.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.config.Config;

/**
 * Whether a sender stands in a list of the configuration: by his id, by {@code <channel>:<id>}, by {@code *}, or by {@code
 * accessGroup:<name>}, a list of {@code accessGroups}. Names never count: anybody can give himself any name.
 */
final class AllowList {

    private static final String GROUP = "accessGroup:";

    private final Config config;
    private final String channel;
    private final JsonNode entries;

    /** @param entries an array; anything else holds nobody */
    AllowList(Config config, String channel, JsonNode entries) {
        this.config = config;
        this.channel = channel;
        this.entries = entries;
    }

    boolean holds(String sender) {
        return holds(entries, sender, true);
    }

    private boolean holds(JsonNode list, String sender, boolean groups) {
        for (JsonNode entry : list) {
            String text = entry.asText().strip();
            if (groups && text.startsWith(GROUP) ? inGroup(text.substring(GROUP.length()), sender) : names(text, sender)) {
                return true;
            }
        }
        return false;
    }

    private boolean names(String entry, String sender) {
        String prefix = channel + ":";
        String id = entry.regionMatches(true, 0, prefix, 0, prefix.length()) ? entry.substring(prefix.length()).strip() : entry;
        return entry.equals("*") || id.equalsIgnoreCase(sender);
    }

    private boolean inGroup(String name, String sender) {
        JsonNode group = config.at("accessGroups").path(name.strip());
        JsonNode members = group.path("members");
        return group.path("type").asText().equals("message.senders")
                && (holds(members.path("*"), sender, false) || holds(members.path(channel), sender, false));
    }
}
