package org.openclaw.appliance.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.ChannelParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code channels.status}: the configured channels, how they are, and on request whether each can be reached now. */
public final class ChannelStatusMethods {

    private static final String ACCOUNT = "default";
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long MOST_PATIENCE_MILLIS = 60_000;

    private final Supplier<Channels> channels;
    private final Clock clock;

    /** @param channels made when first asked for */
    public ChannelStatusMethods(Supplier<Channels> channels, Clock clock) {
        this.channels = channels;
        this.clock = clock;
    }

    public List<Method<?>> methods() {
        return List.of(Method.of("channels.status", Access.READ, ChannelParams.Status.class, this::status));
    }

    private ObjectNode status(Caller caller, ChannelParams.Status params) throws ProtocolException {
        Channels all = channels.get();
        if (params.channel() != null && all.find(params.channel()).isEmpty()) {
            throw ProtocolException.invalid("unknown channel: " + params.channel());
        }
        List<Channel> shown = all.all().stream()
                .filter(channel -> channel.state().configured())
                .filter(channel -> params.channel() == null || channel.id().equals(params.channel()))
                .toList();
        Optional<Duration> patience = Boolean.TRUE.equals(params.probe()) ? Optional.of(patience(params.timeoutMs())) : Optional.empty();
        return view(shown, patience);
    }

    private static Duration patience(Long asked) {
        return Duration.ofMillis(asked == null || asked == 0 ? PATIENCE_MILLIS : Math.min(asked, MOST_PATIENCE_MILLIS));
    }

    private ObjectNode view(List<Channel> shown, Optional<Duration> patience) {
        ObjectNode answer = Json.object().put("ts", clock.millis());
        ArrayNode order = answer.putArray("channelOrder");
        ObjectNode labels = answer.putObject("channelLabels");
        ObjectNode details = answer.putObject("channelDetailLabels");
        ArrayNode meta = answer.putArray("channelMeta");
        ObjectNode summaries = answer.putObject("channels");
        ObjectNode accounts = answer.putObject("channelAccounts");
        ObjectNode defaults = answer.putObject("channelDefaultAccountId");
        for (Channel channel : shown) {
            String id = channel.id();
            order.add(id);
            labels.put(id, channel.label());
            details.put(id, channel.label());
            meta.addObject().put("id", id).put("label", channel.label()).put("detailLabel", channel.label());
            ObjectNode account = account(channel, patience);
            summaries.set(id, account.deepCopy().without("accountId"));
            accounts.putArray(id).add(account);
            defaults.put(id, ACCOUNT);
        }
        return answer;
    }

    private ObjectNode account(Channel channel, Optional<Duration> patience) {
        ChannelState state = channel.state();
        boolean ready = state.kind() == ChannelState.Kind.READY;
        ObjectNode account = Json.object()
                .put("accountId", ACCOUNT)
                .put("enabled", state.kind() != ChannelState.Kind.OFF)
                .put("configured", true)
                .put("linked", state.kind() != ChannelState.Kind.NOT_LINKED)
                .put("running", ready);
        if (state.detail().isEmpty()) {
            account.putNull("lastError");
        } else {
            account.put("lastError", state.detail());
        }
        if (ready && patience.isPresent()) {
            probe(channel, patience.get(), account);
        }
        return account;
    }

    private void probe(Channel channel, Duration patience, ObjectNode account) {
        long begun = System.nanoTime();
        Optional<String> fault = channel.probe(patience);
        ObjectNode probe = account.putObject("probe")
                .put("ok", fault.isEmpty())
                .put("elapsedMs", (System.nanoTime() - begun) / 1_000_000);
        fault.ifPresent(text -> probe.put("error", text));
        account.put("connected", fault.isEmpty()).put("lastProbeAt", clock.millis());
    }
}
