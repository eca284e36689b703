package org.openclaw.appliance.secret;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.KeyPath;
import org.openclaw.appliance.config.ResolvedSecrets;
import org.openclaw.appliance.config.ResolvedSecrets.DegradedOwner;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.config.SecretRef;

/**
 * Makes the snapshot of one configuration. An owner whose secret can't be had keeps the last good ones where nothing but the
 * secrets themselves can have changed for it; else it is unavailable, and only it.
 */
final class Activation {

    private final Config config;
    private final Optional<Config> before;
    private final AuthProfiles profiles;
    private final long nowMillis;
    private final Map<List<String>, SecretRef> wanted = new LinkedHashMap<>();
    private final Map<String, SecretRef> wantedByProvider = new LinkedHashMap<>();
    private final List<String> inactive = new ArrayList<>();
    private final Map<String, SecretInput> byPath = new LinkedHashMap<>();
    private final Map<String, SecretInput> byProvider = new LinkedHashMap<>();
    private final Map<Owner, Trouble> troubles = new LinkedHashMap<>();

    /** @param before what is in force; empty at the start */
    Activation(Config config, Optional<Config> before, AuthProfiles profiles, long nowMillis) {
        this.config = config;
        this.before = before;
        this.profiles = profiles;
        this.nowMillis = nowMillis;
    }

    /** What is the matter with an owner. */
    private static final class Trouble {
        private final Set<String> paths = new TreeSet<>();
        private Resolution.Fault fault;
    }

    /** Blocks while the providers are asked. */
    ResolvedSecrets run(Resolver resolver) {
        collect();
        Set<SecretRef> all = new LinkedHashSet<>(wanted.values());
        all.addAll(wantedByProvider.values());
        Map<SecretRef, Resolution> outcomes = resolver.resolve(all);
        wanted.forEach((keys, ref) -> settle(keys, ref, outcomes.get(ref)));
        wantedByProvider.forEach((provider, ref) -> settle(provider, ref, outcomes.get(ref)));
        missingVariables();
        List<DegradedOwner> degraded = new ArrayList<>();
        troubles.forEach((owner, trouble) -> degraded.add(degrade(owner, trouble)));
        return new ResolvedSecrets(byPath, byProvider, degraded, inactive);
    }

    private void collect() {
        References.in(config.root()).forEach((keys, ref) -> {
            if (Owner.isIdle(config.root(), keys)) {
                inactive.add(KeyPath.text(keys));
            } else {
                wanted.put(keys, ref);
            }
        });
        try {
            Optional<List<AuthProfiles.Profile>> found =
                    profiles.read().map(root -> AuthProfiles.profiles(root, nowMillis));
            for (AuthProfiles.Profile profile : found.orElse(List.of())) {
                List<AuthProfiles.Profile> order = AuthProfiles.ordered(config, profile.provider(), found.get());
                order.stream().findFirst().ifPresent(first -> wantedByProvider.put(profile.provider(), first.ref()));
            }
        } catch (IOException e) {
            trouble(new Owner("capability", "auth-profiles", List.of("auth")), profiles.file().toString(),
                    Resolution.Fault.invalid(e.getMessage()));
        }
    }

    private void settle(List<String> keys, SecretRef ref, Resolution outcome) {
        String path = KeyPath.text(keys);
        switch (outcome) {
            case Resolution.Value value -> byPath.put(path, new SecretInput.Known(value.text()));
            case Resolution.Fault fault -> {
                byPath.put(path, new SecretInput.Unresolved(sentence(path, ref, fault)));
                Owner owner = Owner.of(keys);
                // Whether the gateway can do without is for those to say who know how it lets people in.
                if (!owner.guardsGateway()) {
                    trouble(owner, path, fault);
                }
            }
        }
    }

    private void settle(String provider, SecretRef ref, Resolution outcome) {
        String path = "auth-profiles." + provider;
        switch (outcome) {
            case Resolution.Value value -> byProvider.put(provider, new SecretInput.Known(value.text()));
            case Resolution.Fault fault -> {
                byProvider.put(provider, new SecretInput.Unresolved(sentence(path, ref, fault)));
                trouble(Owner.ofProvider(provider), path, fault);
            }
        }
    }

    /** {@code "${NAME}"} in the place of a secret: the value is missing already, and its owner is as unavailable. */
    private void missingVariables() {
        if (config.missingVariables().isEmpty()) {
            return;
        }
        TargetShapes shapes = TargetShapes.load();
        config.missingVariables().forEach((path, name) -> {
            List<String> keys = KeyPath.parse(path);
            Owner owner = Owner.of(keys);
            if (shapes.of(keys).isPresent() && !owner.guardsGateway() && !Owner.isIdle(config.root(), keys)) {
                trouble(owner, path, Resolution.Fault.missing("the environment variable " + name + " is not set"));
            }
        });
    }

    private static String sentence(String path, SecretRef ref, Resolution.Fault fault) {
        String next = path.startsWith("gateway.auth.") ? ". Then start the gateway, or, where it runs, run: " : ". Then run: ";
        return path + " refers to a secret (" + ref.source().wireName() + ", provider " + ref.provider()
                + ") that can't be had: " + fault.sentence() + next + "openclaw secrets reload";
    }

    private void trouble(Owner owner, String path, Resolution.Fault fault) {
        Trouble trouble = troubles.computeIfAbsent(owner, none -> new Trouble());
        trouble.paths.add(path);
        boolean worse = trouble.fault == null || fault.keepsNothing();
        trouble.fault = worse ? fault : trouble.fault;
    }

    private DegradedOwner degrade(Owner owner, Trouble trouble) {
        boolean stale = !trouble.fault.keepsNothing() && keepLastGood(owner);
        return new DegradedOwner(
                owner.kind(),
                owner.id(),
                stale,
                trouble.fault.kind() == Resolution.Kind.MISSING || trouble.fault.kind() == Resolution.Kind.REMOVED,
                List.copyOf(trouble.paths),
                trouble.fault.provider(),
                trouble.fault.sentence());
    }

    /** Puts the last good secrets of an owner in the place of all of its new ones. @return whether there are any */
    private boolean keepLastGood(Owner owner) {
        if (before.isEmpty() || !owner.sameIn(before.get(), config)) {
            return false;
        }
        Map<String, SecretInput> kept = new LinkedHashMap<>();
        for (List<String> keys : wanted.keySet()) {
            if (Owner.of(keys).equals(owner)) {
                String path = KeyPath.text(keys);
                before.get().secrets().at(path).ifPresent(input -> kept.put(path, input));
                if (!(kept.get(path) instanceof SecretInput.Known)) {
                    return false;
                }
            }
        }
        Optional<SecretInput> key = before.get().secrets().ofProvider(owner.id());
        boolean byProfile = owner.kind().equals("provider") && wantedByProvider.containsKey(owner.id());
        if (byProfile && !(key.orElse(null) instanceof SecretInput.Known) || kept.isEmpty() && !byProfile) {
            return false;
        }
        byPath.putAll(kept);
        if (byProfile) {
            byProvider.put(owner.id(), key.get());
        }
        return true;
    }
}
