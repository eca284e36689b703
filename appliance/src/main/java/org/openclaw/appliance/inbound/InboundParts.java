package org.openclaw.appliance.inbound;

import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.Routing;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.channel.DirectMessagePairing;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.store.Store;

/**
 * What {@link InboundQueue} is made of.
 *
 * @param channels made when first needed
 * @param scheduler runs short, non-blocking tasks
 * @param workers starts a virtual thread per task
 */
public record InboundParts(
        Supplier<Config> config,
        Store store,
        DirectMessagePairing pairing,
        Supplier<Channels> channels,
        Routing routing,
        Sessions sessions,
        AgentRuns runs,
        Lifecycle lifecycle,
        ScheduledExecutorService scheduler,
        Executor workers) {

    Clock clock() {
        return lifecycle.clock();
    }
}
