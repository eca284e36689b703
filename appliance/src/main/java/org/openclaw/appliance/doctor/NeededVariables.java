package org.openclaw.appliance.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.platform.InstalledService;
import org.openclaw.appliance.provider.ProviderKeys;

/** The environment variables that the configuration relies on. Knows names, never values. */
public final class NeededVariables {

    private static final Pattern IN_TEXT = Pattern.compile("(\\$?)\\$\\{([A-Z_][A-Z0-9_]{0,127})}");
    private static final Pattern SHORTHAND = Pattern.compile("\\$([A-Z_][A-Z0-9_]{0,127})");
    private static final Pattern KEY_NAME = Pattern.compile("[A-Z][A-Z0-9]*_[A-Z0-9_]{1,120}");

    /** Channels and the variables they read where the configuration has no token. */
    private static final Map<String, List<String>> CHANNELS = Map.of(
            "telegram", List.of("TELEGRAM_BOT_TOKEN"),
            "discord", List.of("DISCORD_BOT_TOKEN"),
            "slack", List.of("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"));

    private static final List<String> CHANNEL_SECRETS = List.of("botToken", "token", "tokenFile", "appToken", "accounts");

    /**
     * One variable.
     *
     * @param neededBy the keys that rely on it
     * @param here what there is of it for a gateway started from this shell, {@code .env} and {@code env.vars} included
     * @param service whether the installed service has it; empty without a service
     */
    public record Variable(
            String name, List<String> neededBy, Environment.Presence here, Optional<Boolean> service) {

        public Variable {
            neededBy = List.copyOf(neededBy);
        }

        /** Whether some gateway of this instance lacks it. */
        public boolean missing() {
            return !present() || service.filter(has -> !has).isPresent();
        }

        /** Whether a gateway started from this shell has it. */
        public boolean present() {
            return here == Environment.Presence.PRESENT || here == Environment.Presence.OLD_NAME;
        }
    }

    private final Instance instance;
    private final Map<String, TreeSet<String>> needs = new TreeMap<>();

    private NeededVariables(Instance instance) {
        this.instance = instance;
    }

    /** In the order of their names; none where the configuration is missing or broken. */
    public static List<Variable> of(Instance instance) {
        return new NeededVariables(instance).collect();
    }

    private List<Variable> collect() {
        if (!(instance.loaded() instanceof LoadResult.Loaded valid)) {
            return List.of();
        }
        read(instance.paths().configFile());
        valid.includedFiles().forEach(this::read);
        channels(valid.config());
        for (ProviderKeys.Need need :
                ProviderKeys.of(valid.config(), name -> valid.environment().get(name).orElse(null))) {
            need(need.variable(), "models.providers." + need.provider());
        }
        Optional<InstalledService> service = service();
        List<Variable> variables = new ArrayList<>();
        needs.forEach((name, keys) -> variables.add(new Variable(
                name, List.copyOf(keys), valid.environment().presence(name), service.map(known -> has(known, name)))));
        return variables;
    }

    private Optional<InstalledService> service() {
        var services = instance.platform().serviceSupervisor();
        return services.installed(services.serviceName(instance.serviceProfile()));
    }

    // What .env and the configuration add reaches the service, too; what only this shell has doesn't.
    private boolean has(InstalledService service, String name) {
        Environment bare = new Environment(
                Map.of(), instance.process().workingDirectory(), instance.process().home(), instance.process().user());
        boolean fromFile = bare.withFile(instance.paths().stateDir().resolve(".env")).get(name).isPresent();
        boolean fromConfig = instance.config().filter(config -> config.at("env.vars").has(name)).isPresent();
        return service.environment().containsKey(name) || fromFile || fromConfig;
    }

    private void read(Path file) {
        try {
            scan(Json5.parse(Files.readString(file)), "");
        } catch (IOException | Json5Exception e) {
            // It was read a moment ago; the next run tells what became of it.
            return;
        }
    }

    private void scan(JsonNode node, String path) {
        if (node.isObject()) {
            if (SecretRef.isReference(node)) {
                SecretRef.of(node).filter(ref -> ref.source() == SecretRef.Source.ENV).ifPresent(ref -> need(ref.id(), path));
                return;
            }
            node.properties().forEach(entry -> scan(entry.getValue(), path.isEmpty() ? entry.getKey() : path + "." + entry.getKey()));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                scan(node.get(i), path + "[" + i + "]");
            }
        } else if (node.isTextual()) {
            text(node.textValue(), path);
        }
    }

    private void text(String text, String path) {
        Matcher inText = IN_TEXT.matcher(text);
        while (inText.find()) {
            if (inText.group(1).isEmpty()) {
                need(inText.group(2), path);
            }
        }
        Matcher shorthand = SHORTHAND.matcher(text.strip());
        if (shorthand.matches()) {
            need(shorthand.group(1), path);
        } else if (path.endsWith(".apiKey") && KEY_NAME.matcher(text).matches()) {
            need(text, path);
        }
    }

    private void channels(Config config) {
        CHANNELS.forEach((channel, variables) -> {
            JsonNode settings = config.at("channels." + channel);
            boolean has = CHANNEL_SECRETS.stream().anyMatch(settings::has);
            if (settings.isObject() && settings.path("enabled").asBoolean(true) && !has) {
                variables.forEach(name -> need(name, "channels." + channel));
            }
        });
    }

    private void need(String name, String key) {
        needs.computeIfAbsent(name, unused -> new TreeSet<>()).add(key);
    }
}
