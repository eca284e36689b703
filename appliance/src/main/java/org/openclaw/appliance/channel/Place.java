package org.openclaw.appliance.channel;

/**
 * Where a conversation takes place, in the channel's own terms.
 *
 * @param accountId which of the channel's accounts takes part; {@code default} for the usual one
 * @param to the person or the group, as {@link Outbound#to()} names it
 * @param threadId the thread in it, or null
 */
public record Place(String accountId, String to, String threadId) {}
