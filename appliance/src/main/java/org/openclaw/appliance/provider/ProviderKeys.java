package org.openclaw.appliance.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.openclaw.appliance.config.Config;

/** Which environment variables the configured providers take their keys from by default. */
public final class ProviderKeys {

    /** @param provider its name in {@code models.providers} @param variable where its key is looked for */
    public record Need(String provider, String variable) {}

    private ProviderKeys() {}

    /** The services that refuse calls without a key and whose key the configuration doesn't name. */
    public static List<Need> of(Config config, Function<String, String> environment) {
        List<Need> needs = new ArrayList<>();
        for (Endpoint endpoint : new Catalog(config, environment).endpoints()) {
            boolean named = !config.at("models.providers").path(endpoint.id()).path("apiKey").isMissingNode()
                    || config.secrets().ofProvider(endpoint.id()).isPresent();
            if (endpoint.keyRequired() && !named) {
                needs.add(new Need(endpoint.id(), endpoint.keyVariable()));
            }
        }
        return needs;
    }
}
