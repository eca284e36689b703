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
 * @param cursor with which to ask for what comes after this page, or null when the page isn't the newest
 */
public record HistoryPage(List<ObjectNode> messages, long total, boolean hasMore, long nextOffset, String cursor) {

    static final HistoryPage EMPTY = new HistoryPage(List.of(), 0, false, 0, null);
}
