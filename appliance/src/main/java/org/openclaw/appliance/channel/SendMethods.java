package org.openclaw.appliance.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SendParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code send}, {@code message.action} and the outbound queue. */
public final class SendMethods {

    private static final int LISTED = 50;

    private final Supplier<Channels> channels;

    /** @param channels made when first asked for */
    public SendMethods(Supplier<Channels> channels) {
        this.channels = channels;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("send", Access.WRITE, SendParams.Send.class, this::send),
                Method.of("message.action", Access.WRITE, SendParams.Action.class, this::act),
                Method.of("appliance.outbound.list", Access.READ, SendParams.Outbound.class, this::list),
                Method.of("appliance.outbound.resubmit", Access.WRITE, SendParams.Resubmit.class, this::resubmit));
    }

    private ObjectNode send(Caller caller, SendParams.Send params) throws ProtocolException {
        List<String> media = new ArrayList<>(params.mediaUrls() == null ? List.of() : params.mediaUrls());
        if (params.mediaUrl() != null && !params.mediaUrl().isBlank()) {
            media.addFirst(params.mediaUrl().strip());
        }
        String text = params.message() == null ? "" : params.message();
        if (text.isBlank() && media.isEmpty()) {
            throw ProtocolException.invalid("invalid send params: text or media is required");
        }
        if (params.buffer() != null) {
            throw ProtocolException.invalid("invalid send params: buffer is not supported; give the attachment's address as mediaUrl");
        }
        refuseInternal(params.channel());
        Channels.Route route = channels.get().route(params.channel(), params.to());
        return send(
                new Outbound(
                        UUID.randomUUID().toString(), route.channel().id(), route.to(), text, media, params.accountId(),
                        params.threadId(), params.replyToId(), Boolean.TRUE.equals(params.silent())),
                params.idempotencyKey());
    }

    private static void refuseInternal(String channel) throws ProtocolException {
        if ("webchat".equals(channel)) {
            throw ProtocolException.invalid(
                    "unsupported channel: webchat (internal-only: it has nobody to send to; use chat.inject or chat.send)");
        }
    }

    private ObjectNode act(Caller caller, SendParams.Action params) throws ProtocolException {
        if (!params.action().equals("send")) {
            throw ProtocolException.unavailable(
                    "Error: channel " + params.channel() + " can't " + params.action() + "; this gateway's channels send only");
        }
        JsonNode given = params.params();
        String to = text(given, "to", text(given, "target", ""));
        if (to.isBlank()) {
            throw ProtocolException.unavailable("ToolInputError: to required");
        }
        List<String> media = media(given);
        String text = text(given, "message", text(given, "text", ""));
        if (text.isBlank() && media.isEmpty()) {
            throw ProtocolException.unavailable("ToolInputError: message required");
        }
        if (text.length() > Outbound.MOST_CHARS || media.size() > Outbound.MOST_MEDIA) {
            throw ProtocolException.invalid("a message has at most " + Outbound.MOST_CHARS + " characters and "
                    + Outbound.MOST_MEDIA + " attachments");
        }
        refuseInternal(params.channel());
        Channels.Route route = channels.get().route(params.channel(), to);
        Outbound message = new Outbound(
                UUID.randomUUID().toString(), route.channel().id(), route.to(), text, media,
                params.accountId() != null ? params.accountId() : text(given, "accountId", null),
                text(given, "threadId", null), text(given, "replyTo", text(given, "replyToId", null)),
                given.path("silent").asBoolean());
        if (given.path("dryRun").asBoolean()) {
            return message.json().put("channel", route.channel().id()).put("dryRun", true);
        }
        return send(message, params.idempotencyKey());
    }

    private static List<String> media(JsonNode given) {
        List<String> media = new ArrayList<>();
        for (String name : List.of("media", "mediaUrl", "mediaUrls")) {
            JsonNode value = given.path(name);
            if (value.isTextual() && !value.textValue().isBlank()) {
                media.add(value.textValue().strip());
            }
            value.forEach(one -> media.add(one.asText()));
        }
        return media;
    }

    private static String text(JsonNode given, String name, String whenAbsent) {
        JsonNode value = given.path(name);
        return value.isTextual() || value.isNumber() ? value.asText() : whenAbsent;
    }

    private ObjectNode send(Outbound message, String key) throws ProtocolException {
        return answer(channels.get().send(message, key), message.channel());
    }

    /** @throws ProtocolException when it hasn't arrived */
    private static ObjectNode answer(Delivery delivery, String channel) throws ProtocolException {
        return switch (delivery) {
            case Delivery.Sent sent ->
                Json.object().put("runId", sent.id()).put("messageId", sent.messageId()).put("channel", channel);
            case Delivery.Queued queued -> throw new ProtocolException(
                    ErrorShape.of(ErrorCode.UNAVAILABLE, "OutboundDeliveryError: " + queued.error()
                                    + ". The message is kept and tried again; don't send it anew")
                            .withDetails(Json.object().put("code", "OUTBOUND_DELIVERY_QUEUED").put("id", queued.id())));
            case Delivery.Dead dead -> throw new ProtocolException(
                    ErrorShape.of(
                                    dead.kind() == SendException.Kind.NOT_LINKED ? ErrorCode.NOT_LINKED : ErrorCode.UNAVAILABLE,
                                    "OutboundDeliveryError: " + dead.error())
                            .withDetails(Json.object().put("code", "OUTBOUND_DELIVERY_FAILED").put("id", dead.id())));
        };
    }

    private ObjectNode list(Caller caller, SendParams.Outbound params) {
        String state = params.state() == null ? OutboundTable.DEAD : params.state();
        ObjectNode answer = Json.object();
        answer.set("messages", channels.get().list(state, params.limit() == null ? LISTED : params.limit()));
        return answer;
    }

    private ObjectNode resubmit(Caller caller, SendParams.Resubmit params) throws ProtocolException {
        Delivery delivery = channels.get().resubmit(params.id()).orElseThrow(
                () -> ProtocolException.invalid("no message " + params.id() + " is queued or dead; `openclaw message queue` lists them"));
        return switch (delivery) {
            case Delivery.Sent sent -> Json.object().put("id", sent.id()).put("state", "sent").put("messageId", sent.messageId());
            case Delivery.Queued queued -> Json.object().put("id", queued.id()).put("state", "queued").put("error", queued.error());
            case Delivery.Dead dead -> Json.object().put("id", dead.id()).put("state", "dead").put("error", dead.error());
        };
    }
}
