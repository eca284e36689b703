package org.openclaw.appliance.channel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolArguments;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;
import org.openclaw.appliance.tool.ToolSpec;

/** Lets the owner's agent send a message by one of the channels. A repetition of the same call sends nothing. */
public final class MessageTool implements Tool {

    private static final String PARAMETERS = """
            {"type":"object","required":["message"],"properties":{
             "action":{"type":"string","enum":["send"]},
             "message":{"type":"string","description":"What to say."},
             "to":{"type":"string","description":"To whom, in the channel's own terms; the owner where it is left out."},
             "channel":{"type":"string","description":"Which channel; may be left out where only one is configured."},
             "media":{"type":"string","description":"Address of an attachment."}}}""";

    private static final ToolSpec SPEC = ToolSpec.of(
                    "message", ToolSpec.Group.MESSAGING, "Sends a message to a person by a channel of this gateway.", PARAMETERS)
            .in(ToolSpec.Profile.MESSAGING)
            .forOwner();

    private final Supplier<Channels> channels;

    /** @param channels made when first needed */
    public MessageTool(Supplier<Channels> channels) {
        this.channels = channels;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public ToolResult call(ToolCall call) throws ToolException {
        ToolArguments arguments = call.arguments();
        String text = arguments.text("message");
        if (text.length() > Outbound.MOST_CHARS) {
            throw new ToolException("a message has at most " + Outbound.MOST_CHARS + " characters");
        }
        try {
            Channels.Route route = route(arguments);
            String id = UUID.randomUUID().toString();
            List<String> media = arguments.optionalText("media").filter(address -> !address.isBlank()).map(List::of).orElse(List.of());
            Outbound message =
                    new Outbound(id, route.channel().id(), route.to(), text, media, null, null, null, false);
            String key = call.runId() == null ? null : "tool:" + call.runId() + ":" + call.id();
            return answer(channels.get().send(message, key), route);
        } catch (ProtocolException e) {
            throw new ToolException(e.getMessage());
        }
    }

    private Channels.Route route(ToolArguments arguments) throws ToolException, ProtocolException {
        String channel = arguments.optionalText("channel").orElse(null);
        String to = arguments.optionalText("to").filter(target -> !target.isBlank()).orElse(null);
        if (to != null) {
            return channels.get().route(channel, to);
        }
        return channels.get().owner()
                .filter(owner -> channel == null || owner.channel().id().equals(channel))
                .orElseThrow(() -> new ToolException("\"to\" is required: it is not known how to reach the owner"));
    }

    private static ToolResult answer(Delivery delivery, Channels.Route route) throws ToolException {
        ObjectNode details = Json.object().put("channel", route.channel().id()).put("to", route.to()).put("id", delivery.id());
        return switch (delivery) {
            case Delivery.Sent sent -> ToolResult.of("Sent.", details.put("messageId", sent.messageId()));
            case Delivery.Queued queued -> ToolResult.of(
                    "Not sent yet (" + queued.error() + "); the gateway tries again by itself.", details.put("status", "queued"));
            case Delivery.Dead dead -> throw new ToolException("not sent: " + dead.error());
        };
    }
}
