package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.KeyPath;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.ResolvedSecrets;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.config.SecretRef;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.Json;

/**
 * The secrets of a gateway. Resolves what a configuration refers to when the configuration is read, and remembers what is in
 * force, so that a secret that can't be had for a while is the last good one. Thread-safe; without references it costs a
 * walk through the configuration.
 */
public final class Secrets {

    private final StatePaths paths;
    private final Clock clock;
    private final SecretStore store;
    private final Condition condition = new Condition();
    private volatile Config active;

    public Secrets(StatePaths paths, Clock clock) {
        this.paths = paths;
        this.clock = clock;
        this.store = new SecretStore(paths, clock);
    }

    public SecretStore store() {
        return store;
    }

    /** What was made of the file, with its references resolved. Blocks while providers are asked, each at most its own limit. */
    public LoadResult resolve(LoadResult loaded) {
        return loaded instanceof LoadResult.Loaded valid
                ? new LoadResult.Loaded(
                        resolve(valid.config(), valid.environment(), true),
                        valid.environment(),
                        valid.warnings(),
                        valid.inertKeys(),
                        valid.includedFiles())
                : loaded;
    }

    private Config resolve(Config config, Environment environment, boolean runPrograms) {
        AuthProfiles profiles = profiles(config);
        boolean plain = config.missingVariables().isEmpty()
                && !Files.exists(profiles.file())
                && References.in(config.root()).isEmpty();
        if (plain) {
            return config.with(ResolvedSecrets.NONE);
        }
        Resolver resolver = new Resolver(new Providers(config, environment, store), runPrograms);
        return config.with(new Activation(config, Optional.ofNullable(active), profiles, clock.millis()).run(resolver));
    }

    /**
     * One secret of a configuration whose references nobody resolved: what a command needs to reach a gateway.
     *
     * @param path dotted, such as {@code gateway.auth.token}
     */
    public SecretInput one(Config config, Environment environment, String path) {
        Optional<SecretRef> reference = SecretRef.of(KeyPath.resolve(config.root(), KeyPath.parse(path)));
        if (reference.isEmpty() || config.secrets().at(path).isPresent()) {
            return SecretInput.at(config, path, environment);
        }
        Map<SecretRef, Resolution> outcomes =
                new Resolver(new Providers(config, environment, store), true).resolve(List.of(reference.get()));
        return switch (outcomes.get(reference.get())) {
            case Resolution.Value value -> new SecretInput.Known(value.text());
            case Resolution.Fault fault -> new SecretInput.Unresolved(path + " refers to a secret that can't be had: " + fault.sentence());
        };
    }

    /**
     * A configuration, as {@link #resolve} gave it, is in force from now on. Says in the log whose secrets can't be had.
     *
     * @param owner is told what the owner of the gateway ought to know
     */
    public void published(Config inForce, Consumer<String> owner) {
        boolean first = active == null;
        active = inForce;
        if (first && inForce.secrets() == ResolvedSecrets.NONE) {
            return;
        }
        condition.follow(inForce.secrets(), first, owner);
    }

    /** A configuration could not be put in force, as the gateway's own secret can't be had; the old one stays. */
    public void refused(String reason, Consumer<String> owner) {
        condition.refused(reason, owner);
    }

    /** What is in force; empty before the gateway runs. */
    Optional<Config> active() {
        return Optional.ofNullable(active);
    }

    /** What a configuration refers to, and how that fares. */
    SecretListing listing(Config config) throws IOException {
        return new SecretListing(config, profiles(config));
    }

    /** As {@code openclaw secrets list} shows it where no gateway runs: resolved for the occasion. Never a value. */
    public ObjectNode overview(Config config, Environment environment, boolean runPrograms) throws IOException {
        return listing(resolve(config, environment, runPrograms)).json(store.entries());
    }

    private AuthProfiles profiles(Config config) {
        return new AuthProfiles(paths.stateDir(), AuthProfiles.defaultAgent(config));
    }

    /** The present snapshot's troubles, as {@code status} has them. */
    public ArrayNode degraded() {
        ArrayNode list = Json.array();
        Config now = active;
        if (now != null) {
            for (ResolvedSecrets.DegradedOwner one : now.secrets().degraded()) {
                ObjectNode row = list.addObject()
                        .put("ownerKind", one.kind())
                        .put("ownerId", one.id())
                        .put("state", "unavailable")
                        .put("degradationState", one.state());
                row.set("paths", Json.tree(one.paths()));
                row.put("reason", one.reason());
            }
        }
        return list;
    }
}
