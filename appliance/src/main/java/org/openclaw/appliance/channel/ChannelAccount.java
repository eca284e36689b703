package org.openclaw.appliance.channel;

/**
 * An account of a chat channel whose direct messages need pairing.
 *
 * @param channel the channel's id, such as {@code telegram}
 * @param channelLabel its name for people
 * @param accountId the account's id within the channel
 * @param accountLabel the account's name for people, or null
 */
public record ChannelAccount(String channel, String channelLabel, String accountId, String accountLabel) {}
