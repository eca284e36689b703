package org.openclaw.appliance.inbound;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was last said in groups and not to the agent, to be told with what is next said to it. In memory only: nobody was
 * promised an answer to it, and a card that wears out should not be written for every word of a busy group. Thread-safe.
 */
final class GroupWindow {

    static final int USUAL_LIMIT = 50;

    private static final int MOST_LIMIT = 200;
    private static final int MOST_GROUPS = 32;
    private static final int MOST_CHARS = 1_000;

    private final Map<String, Deque<Heard>> groups = new LinkedHashMap<>(16, 0.75f, true);

    /** Something that was said. @param who what the sender is called */
    record Heard(String messageId, String who, String text) {}

    /** @param most of that group; the oldest go */
    synchronized void add(String place, InboundMessage message, int most) {
        if (most <= 0) {
            return;
        }
        Deque<Heard> heard = groups.computeIfAbsent(place, unknown -> new ArrayDeque<>());
        if (heard.stream().noneMatch(one -> one.messageId().equals(message.messageId()))) {
            String text = message.text();
            heard.add(new Heard(
                    message.messageId(), message.sender().label(),
                    text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) + "…" : text));
        }
        while (heard.size() > Math.min(most, MOST_LIMIT)) {
            heard.remove();
        }
        if (groups.size() > MOST_GROUPS) {
            groups.remove(groups.keySet().iterator().next());
        }
    }

    synchronized List<Heard> of(String place) {
        Deque<Heard> heard = groups.get(place);
        return heard == null ? List.of() : new ArrayList<>(heard);
    }

    /** The agent is told of these. */
    synchronized void told(String place, List<Heard> heard) {
        Deque<Heard> kept = groups.get(place);
        if (kept != null) {
            kept.removeAll(heard);
            if (kept.isEmpty()) {
                groups.remove(place);
            }
        }
    }
}
