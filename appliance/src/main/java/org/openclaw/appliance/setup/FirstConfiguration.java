package org.openclaw.appliance.setup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;

/** The change that makes a configuration complete, or gives it what an operator wants. A second one changes nothing. */
public final class FirstConfiguration {

    private final Config existing;
    private final ObjectNode patch = Json.object();
    private final List<String> changed = new ArrayList<>();

    private FirstConfiguration(Config existing) {
        this.existing = existing;
    }

    /** @param existing what is configured so far; empty where nothing is */
    public static FirstConfiguration of(Config existing, SetupWish wish) {
        FirstConfiguration made = new FirstConfiguration(existing);
        if (wish.remoteUrl().isPresent()) {
            made.remote(wish.remoteUrl().get(), wish.tokenVariable());
        } else {
            made.local(wish);
        }
        return made;
    }

    /** What {@code ConfigFile.patch} takes. */
    public ObjectNode patch() {
        return patch;
    }

    /** The keys that it changes, with a word on new secrets and never the secret. */
    public List<String> changed() {
        return List.copyOf(changed);
    }

    private void remote(String url, Optional<String> tokenVariable) {
        put("gateway.mode", "remote");
        put("gateway.remote.url", url);
        tokenVariable.ifPresent(name -> reference("gateway.remote.token", name));
    }

    private void local(SetupWish wish) {
        if (existing.text("gateway.mode").isEmpty()) {
            put("gateway.mode", "local");
        }
        wish.port().ifPresent(port -> {
            if (existing.number("gateway.port").orElse(-1) != port) {
                at("gateway.port").put("port", port.intValue());
                changed.add("gateway.port");
            }
        });
        wish.bind().ifPresent(bind -> put("gateway.bind", bind));
        wish.tokenVariable().ifPresentOrElse(name -> reference("gateway.auth.token", name), this::token);
        wish.workspace().ifPresent(path -> put("agents.defaults.workspace", path));
        if (wish.skipBootstrap() && !existing.flag("agents.defaults.skipBootstrap", false)) {
            at("agents.defaults.skipBootstrap").put("skipBootstrap", true);
            changed.add("agents.defaults.skipBootstrap");
        }
        wish.provider().ifPresent(this::provider);
    }

    private void token() {
        boolean secured = !existing.at("gateway.auth.token").isMissingNode()
                || !existing.at("gateway.auth.password").isMissingNode()
                || existing.text("gateway.auth.mode").filter(mode -> !mode.equals("token")).isPresent();
        if (!secured) {
            at("gateway.auth.token").put("token", SharedSecret.newToken());
            changed.add("gateway.auth.token (new)");
        }
    }

    private void provider(SetupWish.Provider provider) {
        String root = "models.providers." + provider.id();
        provider.baseUrl().ifPresent(url -> put(root + ".baseUrl", url));
        provider.api().ifPresent(api -> put(root + ".api", api));
        provider.keyVariable().ifPresent(name -> reference(root + ".apiKey", name));
        put("agents.defaults.model.primary", provider.id() + "/" + provider.model());
    }

    /** {@code {source: "env", provider: "default", id: NAME}}: the value itself is written nowhere. */
    private void reference(String path, String variable) {
        if (!existing.at(path).path("id").asText().equals(variable)) {
            at(path).putObject(last(path)).put("source", "env").put("provider", "default").put("id", variable);
            changed.add(path + " (from " + variable + ")");
        }
    }

    private void put(String path, String value) {
        if (!existing.text(path).equals(Optional.of(value))) {
            at(path).put(last(path), value);
            changed.add(path + "=" + value);
        }
    }

    private ObjectNode at(String path) {
        ObjectNode parent = patch;
        String[] keys = path.split("\\.");
        for (int i = 0; i < keys.length - 1; i++) {
            parent = parent.withObject("/" + keys[i].replace("~", "~0").replace("/", "~1"));
        }
        return parent;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
