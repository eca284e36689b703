package org.openclaw.appliance.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.store.Store;

/** The ways to people, and what is under way on them. Thread-safe; sending blocks. */
public final class Channels implements AutoCloseable {

    private static final String NO_CHANNEL = "Channel is required (no configured channels detected). Configure one under"
            + " `channels`, such as channels.webhook.url, or pass --channel <channel>.";
    private static final int LONGEST_TARGET = 512;

    private final Supplier<Config> config;
    private final List<Channel> all;
    private final List<Channel> internal;
    private final Lifecycle lifecycle;
    private final Outbox outbox;

    /**
     * @param all every channel there is, configured or not
     * @param internal ways only features of the gateway's own may use, such as the webhooks of scheduled jobs
     * @param scheduler runs short, non-blocking tasks
     * @param workers starts a virtual thread per task
     */
    public Channels(
            Supplier<Config> config,
            List<Channel> all,
            List<Channel> internal,
            Store store,
            Lifecycle lifecycle,
            ScheduledExecutorService scheduler,
            Executor workers) {
        this.config = config;
        this.all = List.copyOf(all);
        this.internal = List.copyOf(internal);
        this.lifecycle = lifecycle;
        Clock clock = lifecycle.clock();
        this.outbox = new Outbox(store, this::way, this::open, scheduler, workers, clock);
    }

    /** Whether an earlier process left messages to be sent. */
    public static boolean hasWork(Store store) {
        return Outbox.hasWork(store);
    }

    /** Takes up what an earlier process left. Once, at start. */
    public void resume() {
        outbox.resume();
    }

    /** Every channel, configured or not. */
    public List<Channel> all() {
        return all;
    }

    public Optional<Channel> find(String id) {
        return all.stream().filter(channel -> channel.id().equals(id)).findFirst();
    }

    private Optional<Channel> way(String id) {
        return find(id).or(() -> internal.stream().filter(channel -> channel.id().equals(id)).findFirst());
    }

    private boolean open() {
        return lifecycle.workSuspendedBy(Lifecycle.SAFE_MODE).isEmpty();
    }

    /**
     * The channel a message takes: the one named, else the one its target names ({@code telegram:123}), else the only one
     * configured.
     *
     * @param channel may be null or {@code last}
     * @throws ProtocolException when there is none, or it is unclear which
     */
    public Route route(String channel, String to) throws ProtocolException {
        String target = to == null ? "" : to.strip();
        if (target.length() > LONGEST_TARGET || target.chars().anyMatch(Character::isISOControl)) {
            throw ProtocolException.invalid("the target must have at most " + LONGEST_TARGET + " characters and no control characters");
        }
        String named = channel == null || channel.isBlank() || channel.equals("last") ? null : channel.strip();
        int colon = target.indexOf(':');
        String prefix = colon > 0 && find(target.substring(0, colon)).isPresent() ? target.substring(0, colon) : null;
        if (named != null && prefix != null && !named.equals(prefix)) {
            throw ProtocolException.invalid("target " + target + " belongs to channel " + prefix + ", not to " + named);
        }
        String rest = prefix == null ? target : target.substring(colon + 1);
        String id = named != null ? named : prefix != null ? prefix : only();
        Channel found = find(id).orElseThrow(() -> ProtocolException.invalid("unsupported channel: " + clip(id)));
        return new Route(found, rest);
    }

    /** @param to in the channel's own terms */
    public record Route(Channel channel, String to) {}

    private String only() throws ProtocolException {
        List<String> configured = all.stream().filter(channel -> channel.state().configured()).map(Channel::id).toList();
        if (configured.isEmpty()) {
            throw ProtocolException.invalid("Error: " + NO_CHANNEL);
        }
        if (configured.size() > 1) {
            throw ProtocolException.invalid("Error: Channel is required: more than one is configured (" + String.join(", ", configured) + ")");
        }
        return configured.getFirst();
    }

    /** Where the owner is reached: the first of {@code commands.ownerAllowFrom} whose channel can send. */
    public Optional<Route> owner() {
        for (String entry : config.get().texts("commands.ownerAllowFrom")) {
            int colon = entry.indexOf(':');
            String to = colon > 0 ? entry.substring(colon + 1).strip() : "";
            if (!to.isEmpty() && !to.equals("*")) {
                Optional<Channel> channel = find(entry.substring(0, colon).strip())
                        .filter(one -> one.state().kind() == ChannelState.Kind.READY);
                if (channel.isPresent()) {
                    return Optional.of(new Route(channel.get(), to));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Sends a message, or queues it where that fails for now. Blocks for one try.
     *
     * @param key by which a repetition within five minutes is told and gets the first one's answer; or null
     * @throws ProtocolException at once when the channel can't take it: {@code NOT_LINKED}, {@code UNAVAILABLE}
     */
    public Delivery send(Outbound message, String key) throws ProtocolException {
        if (key != null) {
            Optional<Delivery> before = outbox.remembered(key);
            if (before.isPresent()) {
                return before.get();
            }
        }
        require(message.channel());
        return outbox.send(message, key);
    }

    /**
     * Keeps a message to be sent as soon as it can be. Blocks on the disk only.
     *
     * @param key as of {@link #send(Outbound, String)}
     * @throws ProtocolException when too many wait
     */
    public void enqueue(Outbound message, String key) throws ProtocolException {
        if (outbox.remembered(key).isEmpty()) {
            outbox.enqueue(message, key);
        }
    }

    /** Whether a message under the key was handed over before, however long ago, as far as that is remembered. */
    public boolean handedOver(String key) {
        return outbox.knows(key);
    }

    /** Sends by one of the internal ways. Blocks for one try. */
    public Delivery sendInternally(Outbound message) throws ProtocolException {
        return outbox.send(message, null);
    }

    /** Sends a text under an id of its own. */
    public Delivery send(Route route, String text) throws ProtocolException {
        return send(route, text, null);
    }

    /** The same. @param key as of {@link #send(Outbound, String)} */
    public Delivery send(Route route, String text, String key) throws ProtocolException {
        return send(Outbound.text(UUID.randomUUID().toString(), route.channel().id(), route.to(), text), key);
    }

    /** @throws ProtocolException when the channel can't take a message now */
    void require(String id) throws ProtocolException {
        Optional<Lifecycle.Suspension> safe = lifecycle.workSuspendedBy(Lifecycle.SAFE_MODE);
        if (safe.isPresent()) {
            throw ProtocolException.unavailable(safe.get().reason());
        }
        Channel channel = find(id).orElseThrow(() -> ProtocolException.invalid("unsupported channel: " + clip(id)));
        ChannelState state = channel.state();
        switch (state.kind()) {
            case READY -> { }
            case NOT_LINKED -> throw new ProtocolException(ErrorShape.of(ErrorCode.NOT_LINKED, channel.label() + " is not linked. " + state.detail()));
            case ABSENT -> throw ProtocolException.unavailable("channel " + id + " is not configured; set channels." + id);
            case OFF -> throw ProtocolException.unavailable("channel " + id + " can't send: " + state.detail());
        }
    }

    /** What waits ({@code queued}) or never arrived ({@code dead}), the newest first. */
    ArrayNode list(String state, int most) {
        ArrayNode list = Json.array();
        outbox.list(state, most).forEach(stored -> list.add(stored.json()));
        return list;
    }

    /** Tries a queued message or a dead letter again at once; empty where there is no such. */
    Optional<Delivery> resubmit(String id) {
        return outbox.resubmit(id);
    }

    private static String clip(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }

    @Override
    public void close() {
        outbox.close();
    }
}
