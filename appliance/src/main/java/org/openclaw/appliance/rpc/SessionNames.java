package org.openclaw.appliance.rpc;

import org.openclaw.appliance.protocol.ProtocolException;

/** Knows which session a caller means. Thread-safe; never blocks. */
@FunctionalInterface
public interface SessionNames {

    /**
     * The session's canonical key.
     *
     * @param agentId the agent that a bare key belongs to, or null for the default one
     * @throws ProtocolException for a malformed key
     */
    String canonical(String key, String agentId) throws ProtocolException;
}
