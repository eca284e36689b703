package org.openclaw.appliance.doctor.security;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.doctor.Instance;
import org.openclaw.appliance.protocol.Json;

/** Whether strangers may talk to the agent. */
final class OpenChannels implements SecurityCheck {

    @Override
    public List<Risk> run(Instance instance) {
        List<Risk> risks = new ArrayList<>();
        JsonNode channels = instance.config().map(config -> config.at("channels")).orElseGet(Json::object);
        for (Map.Entry<String, JsonNode> channel : channels.properties()) {
            if (!channel.getValue().isObject() || !channel.getValue().path("enabled").asBoolean(true)) {
                continue;
            }
            look(channel.getKey(), "channels." + channel.getKey(), channel.getValue(), risks);
            channel.getValue().path("accounts").properties().forEach(account ->
                    look(channel.getKey(), "channels." + channel.getKey() + ".accounts." + account.getKey(), account.getValue(), risks));
        }
        return risks;
    }

    private static void look(String channel, String path, JsonNode settings, List<Risk> risks) {
        JsonNode own = settings.path("dm");
        String policy = settings.path("dmPolicy").asText(own.path("policy").asText(""));
        if (policy.equals("open")) {
            risks.add(Risk.critical(
                    "channels." + channel + ".dm.open",
                    "Anybody may talk to the agent",
                    path + " takes direct messages from everybody.",
                    "Ask strangers for a code: `openclaw config set " + path + ".dmPolicy pairing`."));
        } else if (hasEverybody(settings.path("allowFrom")) || hasEverybody(own.path("allowFrom"))) {
            risks.add(Risk.warn(
                    "channels." + channel + ".dm.allow_everybody",
                    "The list of people who may talk to the agent names everybody",
                    path + ".allowFrom has \"*\".",
                    "List the people."));
        }
        if (settings.path("groupPolicy").asText().equals("open")) {
            risks.add(Risk.warn(
                    "channels." + channel + ".groups.open",
                    "The agent listens in every group",
                    path + ".groupPolicy is open: everybody who adds it to a group may use it.",
                    "Run `openclaw config set " + path + ".groupPolicy allowlist` and list the groups."));
        }
    }

    private static boolean hasEverybody(JsonNode list) {
        for (JsonNode entry : list) {
            if (entry.asText().equals("*")) {
                return true;
            }
        }
        return false;
    }
}
