package org.openclaw.appliance.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.webhook.WebhookClient;

/** How each configured channel is set up, by the configuration alone: a channel of the gateway shows in its status. */
final class ChannelCheck implements Check {

    private static final String WEBHOOK = "webhook";

    @Override
    public String id() {
        return "core/doctor/channels";
    }

    @Override
    public List<Finding> run(Instance instance) {
        List<Finding> findings = new ArrayList<>();
        Optional<Config> config = instance.isRemote() ? Optional.empty() : instance.config();
        config.ifPresent(known -> {
            for (Map.Entry<String, JsonNode> channel : known.at("channels").properties()) {
                if (channel.getValue().isObject() && !channel.getKey().equals("defaults")) {
                    findings.add(one(instance, known, channel.getKey()).at("channels." + channel.getKey()));
                }
            }
        });
        return findings;
    }

    private static Finding one(Instance instance, Config config, String id) {
        String subject = "Channel: " + id + " - ";
        if (!config.flag("channels." + id + ".enabled", true)) {
            return Finding.info(subject + "switched off");
        }
        if (!id.equals(WEBHOOK)) {
            return Finding.warning(subject + "not part of this gateway, so its settings are without effect");
        }
        if (!WebhookClient.isAddress(config.text("channels.webhook.url").orElse(""))) {
            return Finding.error(subject + "no address")
                    .detail("Set channels.webhook.url to an address that begins with http:// or https://.");
        }
        return missing(instance, config)
                .map(reason -> Finding.warning(subject + "a secret of it can't be had from here").detail(reason))
                .orElse(Finding.ok(subject + "configured"));
    }

    private static Optional<String> missing(Instance instance, Config config) {
        List<List<String>> secrets = new ArrayList<>(List.of(List.of("channels", WEBHOOK, "token")));
        config.at("channels.webhook.headers").fieldNames()
                .forEachRemaining(name -> secrets.add(List.of("channels", WEBHOOK, "headers", name)));
        for (List<String> keys : secrets) {
            if (SecretInput.at(config, keys, name -> instance.environment().get(name).orElse(null))
                    instanceof SecretInput.Unresolved(String reason)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
