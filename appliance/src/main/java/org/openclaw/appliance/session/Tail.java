package org.openclaw.appliance.session;

import java.util.List;

/**
 * The newest messages of a conversation, or those that came after an earlier look at it.
 *
 * @param end where the conversation ends now: what the next look goes on from; null for an unknown session
 * @param follows whether the entries are only what came after the earlier look
 * @param entries oldest first
 */
public record Tail(End end, boolean follows, List<Entry> entries) {

    static final Tail NONE = new Tail(null, false, List.of());

    /**
     * A place in a conversation.
     *
     * @param sessionId the session's, which is never given again
     * @param window which of its conversations; a reset or a compaction begins another
     * @param seq the last message
     */
    public record End(String sessionId, long window, long seq) {

        static End of(Stored stored) {
            return new End(stored.session().sessionId(), stored.window(), stored.session().messages());
        }

        /** Whether the conversation only grew since. */
        boolean isBefore(End later) {
            return sessionId.equals(later.sessionId) && window == later.window && seq <= later.seq;
        }
    }
}
