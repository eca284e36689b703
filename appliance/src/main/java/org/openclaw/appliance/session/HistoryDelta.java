package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What was added to a conversation since a client last read it.
 *
 * @param messages as the {@code session.message} event gives them, oldest first
 * @param cursor where the client has read to now
 */
public record HistoryDelta(List<ObjectNode> messages, String cursor) {}
