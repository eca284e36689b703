package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Parameters of the methods that send messages to people. */
public final class SendParams {

    private SendParams() {}

    /** Of {@code send}. */
    public record Send(
            @Required @Length(min = 1, max = 512) String to,
            @Length(max = 65_536) String message,
            @Length(max = 4_096) String mediaUrl,
            @Items(max = 16) @Length(max = 4_096) List<String> mediaUrls,
            String buffer,
            String filename,
            String contentType,
            Boolean asVoice,
            Boolean gifPlayback,
            @Length(max = 64) String channel,
            @Length(max = 128) String accountId,
            String agentId,
            @Length(max = 256) String replyToId,
            @Length(max = 256) String threadId,
            Boolean forceDocument,
            Boolean silent,
            @OneOf("HTML") String parseMode,
            String sessionKey,
            @Required @Length(min = 1, max = 256) String idempotencyKey) {}

    /** Of {@code message.action}: what {@code openclaw message …} calls. */
    public record Action(
            @Required @Length(min = 1, max = 64) String channel,
            @Required @Length(min = 1, max = 64) String action,
            @Required ObjectNode params,
            JsonNode reply,
            @Length(max = 128) String accountId,
            String requesterAccountId,
            String requesterSenderId,
            Boolean senderIsOwner,
            String sessionKey,
            String sessionId,
            JsonNode inboundTurnKind,
            String agentId,
            JsonNode toolContext,
            @OneOf("direct-operator") String conversationReadOrigin,
            @Required @Length(min = 1, max = 256) String idempotencyKey) {}

    /** Of {@code appliance.outbound.list}. */
    public record Outbound(@OneOf({"queued", "dead", "sent"}) String state, @Range(min = 1, max = 200) Integer limit) {}

    /** Of {@code appliance.outbound.resubmit}. */
    public record Resubmit(@Required @Length(min = 1, max = 64) String id) {}
}
