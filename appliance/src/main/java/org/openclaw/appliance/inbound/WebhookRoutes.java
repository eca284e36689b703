package org.openclaw.appliance.inbound;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.openclaw.appliance.channel.WebhookChannel;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.server.Route;

/** Where messages for the webhook channel are posted. The route is there even while it is off: it may be switched on later. */
public final class WebhookRoutes implements Route.Source {

    private final String path;
    private final Supplier<WebhookInbound> inbound;

    /** @param config the one the gateway starts with: another path needs a restart @param inbound made when first called */
    public WebhookRoutes(Config config, Supplier<WebhookInbound> inbound) {
        this.path = config.text(WebhookChannel.INBOUND + ".path").orElse(WebhookInbound.USUAL_PATH);
        this.inbound = inbound;
    }

    @Override
    public List<Route> routes() {
        // Any method, so that a webhook that is off looks like nothing at all.
        Set<String> methods = Set.of("POST", "GET", "PUT", "PATCH", "DELETE", "OPTIONS");
        return List.of(new Route(methods, path, false, Route.Guard.OWN, false, call -> inbound.get().answer(call)));
    }
}
