package org.openclaw.appliance.rpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one connection asked to be told beyond what everybody is told. Thread-safe; bounded. */
public final class Subscriptions {

    /** Most sessions one connection may follow. */
    public static final int MOST_SESSIONS = 256;

    private final Set<String> sessionMessages = ConcurrentHashMap.newKeySet();
    private volatile boolean sessionIndex;

    /** Follows changes of the session list until the connection ends. */
    public void followSessionIndex() {
        sessionIndex = true;
    }

    public boolean followsSessionIndex() {
        return sessionIndex;
    }

    /** @return false when the bound is reached */
    public boolean followMessages(String sessionKey) {
        if (sessionMessages.size() >= MOST_SESSIONS && !sessionMessages.contains(sessionKey)) {
            return false;
        }
        sessionMessages.add(sessionKey);
        return true;
    }

    public void unfollowMessages(String sessionKey) {
        sessionMessages.remove(sessionKey);
    }

    public boolean followsMessages(String sessionKey) {
        return sessionMessages.contains(sessionKey);
    }
}
