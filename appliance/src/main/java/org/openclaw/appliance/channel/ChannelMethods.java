package org.openclaw.appliance.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ChannelParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Senders who wait for approval: {@code channels.pairing.*}.
 *
 * <p>A request's id on the wire is its code. Whoever may list requests may approve them, so nothing is given away, and the
 * operator finds the code that a sender told him.
 */
public final class ChannelMethods {

    private static final String LET_IN = "You were let in. Write to me, and I answer.";
    private static final TaggedLogger LOG = Logger.tag("channels");
    private static final String GONE = "pending DM access request no longer exists";

    private final DirectMessagePairing pairing;
    private final CommandOwner owner;
    private final Supplier<List<ChannelAccount>> accounts;
    private final Supplier<Channels> channels;

    /** @param accounts those whose direct messages need pairing @param channels made when first needed */
    public ChannelMethods(
            DirectMessagePairing pairing,
            CommandOwner owner,
            Supplier<List<ChannelAccount>> accounts,
            Supplier<Channels> channels) {
        this.pairing = pairing;
        this.owner = owner;
        this.accounts = accounts;
        this.channels = channels;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("channels.pairing.list", Access.PAIRING, ChannelParams.PairingList.class, this::list),
                Method.of(
                        "channels.pairing.approve",
                        Access.byParams(ChannelMethods::approvalScope),
                        ChannelParams.PairingApprove.class,
                        this::approve),
                Method.of("channels.pairing.dismiss", Access.PAIRING, ChannelParams.PairingDismiss.class, this::dismiss));
    }

    // Making somebody the owner gives away more than letting him talk.
    private static String approvalScope(JsonNode params) {
        return params.path("bootstrapCommandOwner").asBoolean() ? Scope.ADMIN : Scope.PAIRING;
    }

    private ObjectNode list(Caller caller, ChannelParams.PairingList params) throws ProtocolException {
        List<ChannelAccount> shown = accounts.get().stream()
                .filter(account -> params.channel() == null || account.channel().equals(params.channel()))
                .toList();
        if (params.channel() != null && shown.isEmpty()) {
            throw ProtocolException.invalid("unknown pairing channel: " + params.channel());
        }
        ArrayNode accountViews = Json.array();
        ArrayNode requestViews = Json.array();
        List<AccessRequest> waiting = pairing.waiting();
        for (ChannelAccount account : shown) {
            if (params.accountId() == null || account.accountId().equals(params.accountId())) {
                accountViews.add(view(account));
                waiting.stream()
                        .filter(request -> isOf(request, account))
                        .forEach(request -> requestViews.add(view(account, request)));
            }
        }
        ObjectNode answer = Json.object();
        answer.set("accounts", accountViews);
        answer.set("requests", requestViews);
        answer.put("commandOwnerConfigured", owner.exists());
        answer.putObject("limits")
                .put("pendingPerAccount", DirectMessagePairing.MOST_WAITING)
                .put("ttlMs", DirectMessagePairing.VALID_MILLIS);
        return answer;
    }

    private ObjectNode approve(Caller caller, ChannelParams.PairingApprove params) throws ProtocolException {
        demandAccount(params.channel(), params.accountId());
        AccessRequest request =
                waiting(pairing.approve(params.channel(), params.accountId(), params.requestId()));
        boolean makeOwner = Boolean.TRUE.equals(params.bootstrapCommandOwner());
        return answer(request)
                .put("notification", Boolean.TRUE.equals(params.notifySender()) ? tell(request.sender()) : "not-requested")
                .put(
                        "commandOwnerBootstrap",
                        makeOwner ? owner.bootstrap(request.sender()).wireName() : "not-requested");
    }

    /** Tells a sender that he was let in. @return what became of it, in the protocol's words */
    private String tell(Sender sender) {
        if (!canSend(sender.channel())) {
            return "unsupported";
        }
        String to = sender.metadata().getOrDefault(Sender.CHAT, sender.id());
        Outbound message = new Outbound(
                UUID.randomUUID().toString(), sender.channel(), to, LET_IN, List.of(), sender.accountId(), null, null, false);
        try {
            return channels.get().send(message, null) instanceof Delivery.Dead ? "failed" : "sent";
        } catch (ProtocolException e) {
            LOG.warn("{} was let in, but could not be told: {}", sender.id(), e.getMessage());
            return "failed";
        }
    }

    private boolean canSend(String channel) {
        return channels.get().find(channel).filter(one -> one.state().kind() == ChannelState.Kind.READY).isPresent();
    }

    private ObjectNode dismiss(Caller caller, ChannelParams.PairingDismiss params) throws ProtocolException {
        demandAccount(params.channel(), params.accountId());
        return answer(waiting(pairing.dismiss(params.channel(), params.accountId(), params.requestId())));
    }

    private void demandAccount(String channel, String accountId) throws ProtocolException {
        if (accounts.get().stream()
                .noneMatch(account -> account.channel().equals(channel) && account.accountId().equals(accountId))) {
            throw ProtocolException.invalid("channel account does not use DM pairing: " + channel + ":" + accountId);
        }
    }

    private static AccessRequest waiting(Optional<AccessRequest> request) throws ProtocolException {
        return request.orElseThrow(() -> ProtocolException.invalid(GONE));
    }

    private static boolean isOf(AccessRequest request, ChannelAccount account) {
        return request.sender().channel().equals(account.channel())
                && request.sender().accountId().equals(account.accountId());
    }

    private static ObjectNode answer(AccessRequest request) {
        return Json.object().put("requestId", request.code()).put("senderId", request.sender().id());
    }

    private ObjectNode view(ChannelAccount account) {
        ObjectNode view = Json.object()
                .put("channel", account.channel())
                .put("channelLabel", account.channelLabel())
                .put("accountId", account.accountId());
        if (account.accountLabel() != null) {
            view.put("accountLabel", account.accountLabel());
        }
        return view.put("notifySupported", canSend(account.channel()));
    }

    private ObjectNode view(ChannelAccount account, AccessRequest request) {
        ObjectNode view = view(account)
                .put("requestId", request.code())
                .put("senderId", request.sender().id())
                .put("senderLabel", request.sender().label())
                .put("createdAt", Instant.ofEpochMilli(request.createdAt()).toString())
                .put("lastSeenAt", Instant.ofEpochMilli(request.lastSeenAt()).toString())
                .put("expiresAt", Instant.ofEpochMilli(request.expiresAt()).toString());
        if (!request.sender().metadata().isEmpty()) {
            view.set("metadata", Json.tree(request.sender().metadata()));
        }
        return view;
    }
}
