package org.openclaw.appliance.hook;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.server.Route;

/** The route of {@code hooks.path}. It is there even while hooks are off: they may be switched on without a restart. */
public final class HookRoutes implements Route.Source {

    private final String path;
    private final Supplier<Hooks> hooks;

    /** @param config the one the gateway starts with: another path needs a restart @param hooks made when first called */
    public HookRoutes(Config config, Supplier<Hooks> hooks) {
        this.path = HookSettings.path(config);
        this.hooks = hooks;
    }

    @Override
    public List<Route> routes() {
        // Any method, so that hooks that are off look like nothing at all.
        Set<String> methods = Set.of("POST", "GET", "PUT", "PATCH", "DELETE", "OPTIONS");
        return List.of(new Route(methods, path, true, Route.Guard.OWN, false, call -> hooks.get().answer(call)));
    }
}
