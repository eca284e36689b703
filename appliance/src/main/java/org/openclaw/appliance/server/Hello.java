package org.openclaw.appliance.server;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.rpc.Caller;

/** What the gateway's features contribute to a connection's life. */
public interface Hello {

    /** {@code hello-ok.snapshot} for this caller: enough for a first render without more calls. */
    JsonNode snapshot(Caller caller);

    /** A connection was let in; its hello has not been sent yet. */
    void joined(Caller caller);

    /** A connection that was let in has ended. */
    void left(Caller caller);
}
