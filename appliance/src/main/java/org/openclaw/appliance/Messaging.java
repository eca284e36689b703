package org.openclaw.appliance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.Routing;
import org.openclaw.appliance.channel.Channel;
import org.openclaw.appliance.channel.ChannelAccount;
import org.openclaw.appliance.channel.ChannelMethods;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.channel.CommandOwner;
import org.openclaw.appliance.channel.DirectMessagePairing;
import org.openclaw.appliance.inbound.Inbound;
import org.openclaw.appliance.inbound.InboundMethods;
import org.openclaw.appliance.inbound.InboundParts;
import org.openclaw.appliance.inbound.InboundQueue;
import org.openclaw.appliance.inbound.Source;
import org.openclaw.appliance.inbound.WebhookInbound;
import org.openclaw.appliance.inbound.WebhookRoutes;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.server.Route;
import org.openclaw.appliance.store.Store;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What people write over channels. The queue is made when the first message comes, or where an earlier process left one; a
 * gateway without a channel doesn't even look whether there is.
 */
final class Messaging implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("channels/inbound");

    private final Ground ground;
    private final Store store;
    private final Turns turns;
    private final Supplier<Channels> channels;
    private final DirectMessagePairing pairing;
    private final Lazily<InboundQueue> queue;
    private final List<Source> sources;

    /** @param channels made when first needed */
    Messaging(Ground ground, Store store, Turns turns, Supplier<Channels> channels) {
        this.ground = ground;
        this.store = store;
        this.turns = turns;
        this.channels = channels;
        this.pairing = new DirectMessagePairing(store, ground.clock());
        this.queue = new Lazily<>(this::makeQueue);
        this.sources = sources(message -> queue.get().accept(message));
    }

    /** Every way by which messages are fetched: one line each. What is posted to the gateway comes by its routes instead. */
    private static List<Source> sources(Inbound inbound) {
        return List.of();
    }

    private InboundQueue makeQueue() {
        return new InboundQueue(new InboundParts(
                ground::config, store, pairing, channels, new Routing(ground::config, turns.agents()), turns.sessions(),
                turns.runs(), ground.lifecycle(), ground.scheduler(), ground.workers()));
    }

    List<Method<?>> methods() {
        List<Method<?>> all = new ArrayList<>(new InboundMethods(queue).methods());
        all.addAll(new ChannelMethods(
                        pairing, new CommandOwner(ground.launch().configFile()), this::pairedAccounts, channels)
                .methods());
        return all;
    }

    List<Route> routes() {
        Lazily<WebhookInbound> webhook = new Lazily<>(
                () -> new WebhookInbound(ground::config, queue, ground.lifecycle()::uptimeMillis));
        return new WebhookRoutes(ground.config(), webhook).routes();
    }

    /** Takes up what an earlier process left, and begins to listen. Returns at once. */
    void begin() {
        if (ground.config().at("channels").isEmpty()) {
            return;
        }
        ground.workers().execute(() -> {
            try {
                if (InboundQueue.hasWork(store)) {
                    queue.get().resume();
                }
                sources.forEach(Source::apply);
            } catch (RuntimeException e) {
                LOG.error(e, "messages that wait for an answer could not be taken up");
            }
        });
    }

    /** Follows a new state of the configuration. */
    void apply() {
        sources.forEach(Source::apply);
        if (queue.isMade()) {
            queue.get().resume();
        }
    }

    /** The accounts whose direct messages need pairing. */
    private List<ChannelAccount> pairedAccounts() {
        List<ChannelAccount> accounts = new ArrayList<>();
        for (Channel channel : ground.config().at("channels").isEmpty() ? List.<Channel>of() : channels.get().all()) {
            JsonNode section = ground.config().at(channel.inboundSection());
            if (section.isObject()) {
                Iterator<String> own = section.path("accounts").fieldNames();
                do {
                    add(accounts, channel, own.hasNext() ? own.next() : "default");
                } while (own.hasNext());
            }
        }
        return accounts;
    }

    private void add(List<ChannelAccount> accounts, Channel channel, String accountId) {
        if (queue.get().pairs(ground.config(), channel.id(), accountId)) {
            accounts.add(new ChannelAccount(channel.id(), channel.label(), accountId, null));
        }
    }

    @Override
    public void close() {
        sources.forEach(Source::close);
        if (queue.isMade()) {
            queue.get().close();
        }
    }
}
