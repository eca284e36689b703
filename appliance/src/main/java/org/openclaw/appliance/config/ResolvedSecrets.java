package org.openclaw.appliance.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the references of one configuration came to. Belongs to that configuration, so whoever holds the one holds the other.
 * Immutable; never prints a secret.
 *
 * @param byPath the outcome for each key with a reference in use, by its dotted path
 * @param byProvider the outcome for each model provider whose key an auth profile names
 * @param degraded the owners of secrets that can't be had
 * @param inactive paths of references that were left alone, as nothing in use needs them
 */
public record ResolvedSecrets(
        Map<String, SecretInput> byPath,
        Map<String, SecretInput> byProvider,
        List<DegradedOwner> degraded,
        List<String> inactive) {

    /** Nobody resolved anything. */
    public static final ResolvedSecrets NONE = new ResolvedSecrets(Map.of(), Map.of(), List.of(), List.of());

    public ResolvedSecrets {
        byPath = Map.copyOf(byPath);
        byProvider = Map.copyOf(byProvider);
        degraded = List.copyOf(degraded);
        inactive = List.copyOf(inactive);
    }

    /**
     * Somebody whose secret can't be had.
     *
     * @param kind {@code provider}, {@code account}, {@code capability} or {@code gateway}
     * @param id names it among its kind
     * @param stale whether it goes on with the last good values; else it is unavailable
     * @param missing whether the secret's provider works and doesn't have it
     * @param paths the keys in question
     * @param provider the alias of the secret provider that failed as a whole; empty where only this secret failed
     * @param reason a sentence for the operator, without a secret
     */
    public record DegradedOwner(
            String kind,
            String id,
            boolean stale,
            boolean missing,
            List<String> paths,
            Optional<String> provider,
            String reason) {

        public DegradedOwner {
            paths = List.copyOf(paths);
        }

        /** {@code cold} or {@code stale}. */
        public String state() {
            return stale ? "stale" : "cold";
        }
    }

    /** The outcome for a key; empty where it has no reference in use. */
    public Optional<SecretInput> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** The key that an auth profile has for a model provider. */
    public Optional<SecretInput> ofProvider(String provider) {
        return Optional.ofNullable(byProvider.get(provider));
    }

    /** Every secret, so that a log can be told to hide them. */
    public List<String> values() {
        List<String> values = new ArrayList<>();
        for (Map<String, SecretInput> inputs : List.of(byPath, byProvider)) {
            for (SecretInput input : inputs.values()) {
                if (input instanceof SecretInput.Known known) {
                    values.add(known.value());
                }
            }
        }
        return values;
    }

    @Override
    public String toString() {
        return "ResolvedSecrets[" + byPath.size() + " keys, " + degraded.size() + " degraded]";
    }
}
