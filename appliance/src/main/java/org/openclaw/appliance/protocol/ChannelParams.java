package org.openclaw.appliance.protocol;

/** Parameters of the {@code channels.*} methods. */
public final class ChannelParams {

    private ChannelParams() {}

    /** {@code channels.status}; no channel means all. @param probe whether to try each now */
    public record Status(Boolean probe, @Range(min = 0) Long timeoutMs, @Length(min = 1, max = 64) String channel) {}

    /** {@code channels.pairing.list}; null means all. */
    public record PairingList(
            @Length(min = 1, max = 64) String channel, @Length(min = 1, max = 128) String accountId) {}

    /** {@code channels.pairing.approve}. */
    public record PairingApprove(
            @Required @Length(min = 1, max = 64) String channel,
            @Required @Length(min = 1, max = 128) String accountId,
            @Required @Length(min = 1, max = 128) String requestId,
            @Wire("notify") Boolean notifySender,
            Boolean bootstrapCommandOwner) {}

    /** {@code channels.pairing.dismiss}. */
    public record PairingDismiss(
            @Required @Length(min = 1, max = 64) String channel,
            @Required @Length(min = 1, max = 128) String accountId,
            @Required @Length(min = 1, max = 128) String requestId) {}
}
