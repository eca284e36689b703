package org.openclaw.appliance.rpc;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registry: a method's name to its access rule, parameters and handler. Filled at start, read-only afterwards. */
public final class Methods {

    private final Map<String, Method<?>> byName = new LinkedHashMap<>();

    /** @throws IllegalArgumentException when the name is taken */
    public Methods add(Method<?> method) {
        if (byName.putIfAbsent(method.name(), method) != null) {
            throw new IllegalArgumentException("method registered twice: " + method.name());
        }
        return this;
    }

    public Optional<Method<?>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Collection<Method<?>> all() {
        return List.copyOf(byName.values());
    }

    /** What {@code hello-ok.features.methods} lists. */
    public List<String> advertised() {
        return byName.values().stream().filter(Method::advertised).map(Method::name).toList();
    }
}
