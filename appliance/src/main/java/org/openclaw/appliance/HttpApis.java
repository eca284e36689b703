package org.openclaw.appliance;

import java.util.ArrayList;
import java.util.List;
import org.openclaw.appliance.adminrpc.AdminRpcRoutes;
import org.openclaw.appliance.openai.OpenAiRoutes;
import org.openclaw.appliance.openai.Targets;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.server.Route;

/** The interfaces other programs call over HTTP: the OpenAI-compatible ones and the methods for scripts. */
final class HttpApis implements Route.Source {

    private final List<Route> routes = new ArrayList<>();

    HttpApis(Ground ground, Turns turns, Dispatcher dispatcher) {
        OpenAiRoutes.Enabled enabled = new OpenAiRoutes.Enabled(
                () -> ground.now().settings().chatCompletions(),
                () -> ground.config().flag("gateway.http.endpoints.responses.enabled", false));
        routes.addAll(new OpenAiRoutes(
                        enabled,
                        new Targets(turns.agents(), turns.sessions(), turns.models()),
                        turns.models(),
                        turns.runs(),
                        ground.clock())
                .routes());
        routes.addAll(new AdminRpcRoutes(
                        () -> ground.config().flag("plugins.entries.admin-http-rpc.enabled", false), dispatcher)
                .routes());
    }

    @Override
    public List<Route> routes() {
        return List.copyOf(routes);
    }
}
