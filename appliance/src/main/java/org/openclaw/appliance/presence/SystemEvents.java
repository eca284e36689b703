package org.openclaw.appliance.presence;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Notes for the agent that wait for a session's next turn: "the kitchen node went offline". In memory, bounded, thread-safe.
 */
public final class SystemEvents {

    /** Notes kept per session; the oldest goes first. */
    public static final int MOST_PER_SESSION = 20;

    /** Sessions with waiting notes; the one that waits longest goes first. */
    public static final int MOST_SESSIONS = 64;

    private static final int MOST_CHARS = 2_000;

    private final Map<String, Deque<String>> waiting = new LinkedHashMap<>();

    /** Queues a note. A repetition of the newest one is dropped. @param sessionKey canonical */
    public synchronized void add(String sessionKey, String text) {
        String note = text.strip();
        if (note.isEmpty()) {
            return;
        }
        note = note.length() <= MOST_CHARS ? note : note.substring(0, MOST_CHARS) + "…";
        Deque<String> notes = waiting.computeIfAbsent(sessionKey, key -> new ArrayDeque<>());
        if (note.equals(notes.peekLast())) {
            return;
        }
        notes.addLast(note);
        if (notes.size() > MOST_PER_SESSION) {
            notes.removeFirst();
        }
        if (waiting.size() > MOST_SESSIONS) {
            waiting.remove(waiting.keySet().iterator().next());
        }
    }

    /** Takes the session's notes, oldest first. */
    public synchronized List<String> drain(String sessionKey) {
        Deque<String> notes = waiting.remove(sessionKey);
        return notes == null ? List.of() : List.copyOf(notes);
    }

    /** The session's notes, oldest first, left in place. */
    public synchronized List<String> peek(String sessionKey) {
        Deque<String> notes = waiting.get(sessionKey);
        return notes == null ? List.of() : List.copyOf(notes);
    }
}
