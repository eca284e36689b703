package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Caller;

/** Starts an agent turn on somebody's behalf: the agent's side of {@code sessions.create} with a message. */
@FunctionalInterface
public interface RunStarter {

    /**
     * Records the message and starts the run; returns as soon as both are on disk.
     *
     * @param idempotencyKey becomes the run's id; never null
     * @param attachments as sent, an array, or null
     * @return the run's id
     */
    String start(Caller caller, SessionKey key, String message, JsonNode attachments, String idempotencyKey)
            throws ProtocolException;
}
