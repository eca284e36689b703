package org.openclaw.appliance.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.session.SessionKey;

/**
 * Notes for the model that wait for a session's next turn: a timer fired, a device came back. Kept in memory only, the
 * newest {@value #MOST_PER_SESSION} per session and {@value #MOST_SESSIONS} sessions. Thread-safe.
 */
public final class SystemEvents {

    static final int MOST_PER_SESSION = 20;
    static final int MOST_SESSIONS = 64;
    private static final int MOST_CHARACTERS = 2_000;

    private final Map<SessionKey, Deque<String>> queued = new LinkedHashMap<>();

    /** Queues a note; a longer text is cut, a repetition of the newest one ignored. */
    public synchronized void add(SessionKey session, String text) {
        String note = text.strip();
        if (note.isEmpty()) {
            return;
        }
        if (note.length() > MOST_CHARACTERS) {
            note = note.substring(0, MOST_CHARACTERS) + "…";
        }
        if (!queued.containsKey(session) && queued.size() >= MOST_SESSIONS) {
            queued.remove(queued.keySet().iterator().next());
        }
        Deque<String> notes = queued.computeIfAbsent(session, key -> new ArrayDeque<>());
        if (note.equals(notes.peekLast())) {
            return;
        }
        if (notes.size() >= MOST_PER_SESSION) {
            notes.removeFirst();
        }
        notes.addLast(note);
    }

    /** What waits, oldest first; stays queued. */
    public synchronized List<String> waiting(SessionKey session) {
        Deque<String> notes = queued.get(session);
        return notes == null ? List.of() : List.copyOf(notes);
    }

    /** Takes what waits. */
    synchronized List<String> take(SessionKey session) {
        Deque<String> notes = queued.remove(session);
        return notes == null ? List.of() : List.copyOf(notes);
    }
}
