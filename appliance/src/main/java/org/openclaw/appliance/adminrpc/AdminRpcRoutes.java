package org.openclaw.appliance.adminrpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.server.HttpCall;
import org.openclaw.appliance.server.Route;

/** {@code /api/v1/admin/rpc}: not there unless {@code plugins.entries.admin-http-rpc.enabled} says so. */
public final class AdminRpcRoutes implements Route.Source {

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final BooleanSupplier enabled;
    private final Dispatcher dispatcher;

    /** @param enabled asked for every request */
    public AdminRpcRoutes(BooleanSupplier enabled, Dispatcher dispatcher) {
        this.enabled = enabled;
        this.dispatcher = dispatcher;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(METHODS, "/api/v1/admin/rpc", false, Route.Guard.OPERATOR, false, this::handle));
    }

    private void handle(HttpCall call) throws IOException {
        if (enabled.getAsBoolean()) {
            new AdminRpc(dispatcher).answer(call);
        } else {
            call.send(404, "text/plain; charset=utf-8", "Not Found".getBytes(StandardCharsets.US_ASCII));
        }
    }
}
