package org.openclaw.appliance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.agent.ReplyWay;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.agent.TurnListener;
import org.openclaw.appliance.channel.ChannelStatusMethods;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.channel.Delivery;
import org.openclaw.appliance.channel.MessageTool;
import org.openclaw.appliance.channel.SendMethods;
import org.openclaw.appliance.channel.WebhookChannel;
import org.openclaw.appliance.command.CommandRun;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.cron.CronJobs;
import org.openclaw.appliance.cron.CronMethods;
import org.openclaw.appliance.cron.CronTool;
import org.openclaw.appliance.cron.CronWebhook;
import org.openclaw.appliance.heartbeat.HeartbeatMethods;
import org.openclaw.appliance.heartbeat.Heartbeats;
import org.openclaw.appliance.hook.HookMethods;
import org.openclaw.appliance.hook.HookRoutes;
import org.openclaw.appliance.hook.Hooks;
import org.openclaw.appliance.hook.InternalHooks;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.server.Route;
import org.openclaw.appliance.session.ShortSessions;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.webhook.WebhookClient;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What this gateway does by itself: scheduled jobs, heartbeats, hooks, and the messages it sends. Each is made when it is first
 * needed; a gateway where nothing of it is configured has neither a timer nor more than the methods' names.
 */
final class Automation implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("gateway");

    private final Ground ground;
    private final Store store;
    private final Turns turns;
    private final BooleanSupplier clockTrusted;
    private final Lazily<WebhookClient> client;
    private final Lazily<Channels> channels;
    private final Lazily<Heartbeats> heartbeats;
    private final Lazily<CronJobs> jobs;
    private final Lazily<Hooks> hooks;
    private final Lazily<InternalHooks> internal;

    /** @param outbound how other machines are reached @param clockTrusted whether the time of day is known */
    Automation(Ground ground, Store store, Turns turns, Supplier<Outbound> outbound, BooleanSupplier clockTrusted) {
        this.ground = ground;
        this.store = store;
        this.turns = turns;
        this.clockTrusted = clockTrusted;
        this.client = new Lazily<>(() -> new WebhookClient(outbound.get(), ground.scheduler()));
        this.channels = new Lazily<>(this::makeChannels);
        this.heartbeats = new Lazily<>(this::makeHeartbeats);
        this.jobs = new Lazily<>(this::makeJobs);
        this.hooks = new Lazily<>(this::makeHooks);
        this.internal = new Lazily<>(this::makeInternalHooks);
        ground.tools().add(this::tools);
    }

    /** Every way to people: one line each. */
    private Channels makeChannels() {
        Channels made = new Channels(
                ground::config,
                List.of(new WebhookChannel(ground::config, client, ground.clock())),
                List.of(new CronWebhook(ground::config, client)),
                store, ground.lifecycle(), ground.scheduler(), ground.workers());
        made.resume();
        return made;
    }

    private Heartbeats makeHeartbeats() {
        return new Heartbeats(
                new Heartbeats.Parts(
                        ground::config, turns.agents(), turns.sessions(), turns.runs(), ground.notes(), channels, ground.events(),
                        ground.lifecycle(), clockTrusted),
                ground.scheduler(), ground.workers());
    }

    private CronJobs makeJobs() {
        CronJobs made = new CronJobs(
                new CronJobs.Parts(
                        ground::config, store, ground.events(), ground.lifecycle(), turns.agents(), turns.sessions(), turns.runs(),
                        ground.notes(), channels, key -> heartbeats.get().wake(key), turns::note, clockTrusted),
                ground.scheduler(), ground.workers());
        made.start();
        return made;
    }

    private Hooks makeHooks() {
        return new Hooks(new Hooks.Parts(
                ground::config, ground.lifecycle(), turns.agents(), turns.sessions(),
                new ShortSessions(store, turns.sessions(), ground.clock()), turns.runs(), ground.notes(),
                channels, key -> heartbeats.get().wake(key)));
    }

    private InternalHooks makeInternalHooks() {
        return new InternalHooks(
                ground::config, client, new CommandRun(ground.scheduler(), ground.workers()), ground.launch().paths().stateDir(),
                turns.agents().workspace(turns.agents().defaultAgentId()), ground.workers(), ground.clock());
    }

    /** The ways to people, made when first needed. */
    Supplier<Channels> channels() {
        return channels;
    }

    /** For replies that shall reach somebody over a channel. */
    ReplyWay.Carrier way(String channel, String to) throws ProtocolException {
        Channels.Route route = channels.get().route(channel, to);
        return (runId, text) -> carry(route, runId, text);
    }

    private Optional<String> carry(Channels.Route route, String runId, String text) {
        try {
            return channels.get().send(route, text, "reply:" + runId) instanceof Delivery.Dead dead
                    ? Optional.of(dead.error())
                    : Optional.empty();
        } catch (ProtocolException e) {
            return Optional.of(e.getMessage());
        }
    }

    List<Method<?>> methods() {
        List<Method<?>> all = new ArrayList<>(new CronMethods(jobs).methods());
        all.addAll(new HeartbeatMethods(heartbeats, turns.sessions(), ground.notes()).methods());
        all.addAll(new SendMethods(channels).methods());
        all.addAll(new ChannelStatusMethods(channels, ground.clock()).methods());
        all.addAll(new HookMethods(internal).methods());
        return all;
    }

    /** Made when a model or a catalogue first needs them. */
    private List<Tool> tools() {
        return List.of(new CronTool(jobs), new MessageTool(channels));
    }

    List<Route> routes() {
        return new HookRoutes(ground.config(), hooks).routes();
    }

    /** Begins what is configured or was left to do. Returns at once. */
    void begin() {
        ground.workers().execute(() -> {
            try {
                apply();
                if (InternalHooks.configured(ground.config()) && ground.lifecycle().workSuspended().isEmpty()) {
                    internal.get().happened("gateway", "startup", null, Json.object().put("workspaceDir",
                            turns.agents().workspace(turns.agents().defaultAgentId()).toString()));
                }
                if (Channels.hasWork(store)) {
                    channels.get();
                }
                if (CronJobs.hasWork(store)) {
                    jobs.get();
                }
            } catch (RuntimeException e) {
                LOG.error(e, "scheduled work could not begin");
            }
        });
    }

    /** Follows a new state of the configuration. */
    void apply() {
        Config now = ground.config();
        if (heartbeats.isMade() || wantsHeartbeats(now)) {
            heartbeats.get().start();
        }
        turns.runs().listen(InternalHooks.configured(now) ? new Teller() : null);
        if (jobs.isMade()) {
            ground.workers().execute(jobs.get()::apply);
        }
    }

    // Without anybody to tell, a regular heartbeat would be skipped each time.
    private static boolean wantsHeartbeats(Config config) {
        boolean ofAgent = false;
        for (var entry : config.at("agents.entries")) {
            ofAgent |= entry.path("heartbeat").isObject();
        }
        return ofAgent || config.at("agents.defaults.heartbeat").isObject() || !config.at("commands.ownerAllowFrom").isEmpty();
    }

    /** How an agent's regular heartbeat is configured; null where there is none without further ado. */
    ObjectNode heartbeat(String agentId) {
        return wantsHeartbeats(ground.config()) ? Heartbeats.describe(ground.config(), turns.agents(), agentId) : null;
    }

    @Override
    public void close() {
        if (jobs.isMade()) {
            jobs.get().close();
        }
        if (heartbeats.isMade()) {
            heartbeats.get().close();
        }
        if (channels.isMade()) {
            channels.get().close();
        }
    }

    /** Tells internal hooks what people say to agents. */
    private final class Teller implements TurnListener {

        @Override
        public void received(RunRequest request, String command) {
            ObjectNode context = Json.object().put("runId", request.runId());
            // A heartbeat is nothing anybody said.
            if (request.session().rest().equals("heartbeat")) {
                return;
            }
            if (command != null) {
                internal.get().happened("command", command, request.session().toString(), context.put("source", "gateway"));
            } else {
                internal.get().happened(
                        "message", "received", request.session().toString(), context.put("content", clip(request.text())));
            }
        }

        @Override
        public void ended(RunRequest request, RunOutcome outcome) {
            if (!outcome.reply().isEmpty() && !request.session().rest().equals("heartbeat")) {
                internal.get().happened(
                        "message", "sent", request.session().toString(),
                        Json.object().put("runId", request.runId()).put("content", clip(outcome.reply())).put("success", outcome.ok()));
            }
        }

        private static String clip(String text) {
            return text.length() > 8_000 ? text.substring(0, 8_000) + "…" : text;
        }
    }
}
