package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A part of a conversation.
 *
 * @param messages oldest first, complete with {@code __openclaw}
 * @param total how many messages the conversation has
 * @param hasMore whether older ones exist
 * @param nextOffset the offset of the page before this one, when {@code hasMore}
 */
public record HistoryPage(List<ObjectNode> messages, long total, boolean hasMore, long nextOffset) {}
