package org.openclaw.appliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.openclaw.appliance.agent.AgentParts;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.agent.ScriptedModel;
import org.openclaw.appliance.channel.Channel;
import org.openclaw.appliance.channel.ChannelState;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.channel.Outbound;
import org.openclaw.appliance.channel.SendException;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.cron.CronJobs;
import org.openclaw.appliance.heartbeat.Heartbeats;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.provider.SampleDevice;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.skill.Skills;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.tool.Tools;

/** Agents, channels and everything automatic on a real database, with a clock that the test sets and a scripted model. */
public final class Bench implements AutoCloseable {

    /** A channel that remembers what it sent, or fails as it is told to. */
    public static final class Board implements Channel {
        public final List<Outbound> sent = new CopyOnWriteArrayList<>();
        public volatile SendException failure;

        @Override
        public String id() {
            return "board";
        }

        @Override
        public String label() {
            return "Board";
        }

        @Override
        public ChannelState state() {
            return ChannelState.READY;
        }

        @Override
        public Optional<String> probe(Duration patience) {
            return Optional.empty();
        }

        @Override
        public String send(Outbound message) throws SendException {
            if (failure != null) {
                throw failure;
            }
            sent.add(message);
            return "m" + sent.size();
        }
    }

    private final AtomicLong now = new AtomicLong(Instant.parse("2026-11-21T08:00:00Z").toEpochMilli());
    public final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now.get());
        }
    };
    public final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    public final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    public final Events events = new Events();
    public final SystemEvents notes = new SystemEvents();
    public final Lifecycle lifecycle = new Lifecycle(clock);
    public final ScriptedModel model = new ScriptedModel();
    public final Board board = new Board();
    public final List<SessionKey> woken = new CopyOnWriteArrayList<>();
    public final List<String> owner = new CopyOnWriteArrayList<>();
    public final Store store;
    public final Sessions sessions;
    public final Agents agents;
    public final AgentParts parts;
    public final Channels channels;
    private volatile Config config;

    public Bench(Path folder, String config) {
        configure(config);
        Models models = new Models(this::config, name -> null, new SampleDevice(), clock);
        agents = new Agents(this::config, models, folder.resolve("workspace"), folder);
        store = Store.open(folder.resolve("state.sqlite"), clock);
        sessions = new Sessions(store, events, agents, clock);
        parts = AgentParts.of(
                this::config, agents, sessions, models, model, new Tools(), notes, events, lifecycle, scheduler, workers,
                new AgentParts.Board(false, new Skills(
                        this::config,
                        () -> new Environment(
                                Map.of(), Path.of("."), Path.of("."), "bench"),
                        Path.of("none"))));
        channels = new Channels(this::config, List.of(board), List.of(), store, lifecycle, scheduler, workers);
        lifecycle.ready();
    }

    public Config config() {
        return config;
    }

    public void configure(String text) {
        config = new Config(json(text), "h");
    }

    public static ObjectNode json(String text) {
        try {
            JsonNode parsed = Json.parse(text);
            return (ObjectNode) parsed;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Sets the clock on, or back. */
    public void pass(Duration time) {
        now.addAndGet(time.toMillis());
    }

    /** Jobs that haven't begun. */
    public CronJobs jobs() {
        return new CronJobs(
                new CronJobs.Parts(
                        this::config, store, events, lifecycle, agents, sessions, parts.runs(), notes, () -> channels, woken::add,
                        owner::add, () -> true),
                scheduler, workers);
    }

    public Heartbeats heartbeats() {
        return new Heartbeats(
                new Heartbeats.Parts(
                        this::config, agents, sessions, parts.runs(), notes, () -> channels, events, lifecycle, () -> true),
                scheduler, workers);
    }

    @Override
    public void close() {
        model.gate.countDown();
        channels.close();
        parts.runs().stop(Duration.ofSeconds(5));
        workers.shutdownNow();
        scheduler.shutdownNow();
        store.close();
    }
}
