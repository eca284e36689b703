package org.openclaw.appliance.protocol;

import java.util.List;

/** Parameters of the {@code secrets.*} methods. */
public final class SecretsParams {

    private static final String STORED = "^(?:[A-Z][A-Z0-9_]{0,127}|github-setup-[a-f0-9]{32})$";

    private SecretsParams() {}

    /**
     * {@code secrets.resolve}.
     *
     * @param targetIds shapes of keys, such as {@code models.providers.*.apiKey}
     * @param allowedPaths the only keys to answer for; all when absent
     */
    public record Resolve(
            @Required @Length(min = 1) String commandName,
            @Required @Length(min = 1) List<String> targetIds,
            @Length(min = 1) List<String> allowedPaths,
            @Length(min = 1) List<String> forcedActivePaths,
            @Length(min = 1) List<String> optionalActivePaths,
            Overrides providerOverrides) {}

    /** Search services a command would use in the place of the configured ones. */
    public record Overrides(@Length(min = 1) String webSearch, @Length(min = 1) String webFetch) {}

    /**
     * {@code secrets.store.set}.
     *
     * @param kind {@code secret}: never shown again; {@code env}: shown to administrators
     * @param allowedHosts where a proxy may send it
     */
    public record Set(
            @Required @Length(min = 1, max = 128) @Matches(STORED) String name,
            @Required @Length(max = 65_536) String value,
            @Required @OneOf({"secret", "env"}) String kind,
            @Items(max = 128) @Length(min = 1, max = 253) List<String> allowedHosts) {

        /** Never the value. */
        @Override
        public String toString() {
            return "Set[" + name + "]";
        }
    }

    /** {@code secrets.store.delete}. */
    public record Delete(@Required @Length(min = 1, max = 128) @Matches(STORED) String name) {}
}
