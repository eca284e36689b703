package org.openclaw.appliance.secret;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openclaw.appliance.config.Environment;

/** Variables of the gateway's environment, with what {@code .env} adds to it. */
final class EnvReader implements SecretReader {

    private final Environment environment;
    private final Optional<List<String>> allowed;

    /** @param allowed the names that may be read; empty for all */
    EnvReader(Environment environment, Optional<List<String>> allowed) {
        this.environment = environment;
        this.allowed = allowed;
    }

    @Override
    public Map<String, Resolution> read(Set<String> ids) {
        Map<String, Resolution> found = new LinkedHashMap<>();
        for (String id : ids) {
            found.put(id, one(id));
        }
        return found;
    }

    private Resolution one(String name) {
        if (allowed.isPresent() && !allowed.get().contains(name)) {
            return Resolution.Fault.invalid("the environment variable " + name + " is not in the provider's allowlist");
        }
        Optional<String> value = environment.get(name);
        return value.isPresent()
                ? new Resolution.Value(value.get())
                : Resolution.Fault.missing("the environment variable " + name + " is not set; put it into the gateway's "
                        + "environment or its .env file");
    }
}
