package org.openclaw.appliance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.adminrpc.AdminRpcRoutes;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.openai.OpenAiRoutes;
import org.openclaw.appliance.openai.Targets;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.server.Route;
import org.openclaw.appliance.session.Sessions;

/** The interfaces other programs call over HTTP: the OpenAI-compatible ones and the methods for scripts. */
final class HttpApis implements Route.Source {

    private final List<Route> routes = new ArrayList<>();

    /** What the interfaces stand on. */
    record Given(Agents agents, Sessions sessions, Models models, AgentRuns runs, Dispatcher dispatcher, Lifecycle lifecycle) {}

    /** @param settings the ones in force, asked for every request */
    HttpApis(Supplier<GatewaySettings> settings, Given given) {
        OpenAiRoutes.Enabled enabled = new OpenAiRoutes.Enabled(
                () -> settings.get().chatCompletions(),
                () -> config(settings).flag("gateway.http.endpoints.responses.enabled", false));
        routes.addAll(new OpenAiRoutes(
                        enabled,
                        new Targets(given.agents(), given.sessions(), given.models()),
                        given.models(),
                        given.runs(),
                        given.lifecycle().clock())
                .routes());
        routes.addAll(new AdminRpcRoutes(
                        () -> config(settings).flag("plugins.entries.admin-http-rpc.enabled", false), given.dispatcher())
                .routes());
    }

    private static Config config(Supplier<GatewaySettings> settings) {
        return settings.get().config();
    }

    @Override
    public List<Route> routes() {
        return List.copyOf(routes);
    }
}
