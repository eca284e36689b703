package org.openclaw.appliance.rpc;

import org.openclaw.appliance.protocol.ErrorShape;

/** One request being answered. Thread-safe; answers after the connection is gone are dropped. */
public interface Call {

    Caller caller();

    /** The request's id, unique only as far as the client makes it so. */
    String id();

    /** Sends an answer. A two-stage method calls it twice. */
    void reply(Object payload);

    void fail(ErrorShape error);

    /** Sends a failure that still carries a payload, as the second stage of {@code agent} does. */
    void fail(Object payload, ErrorShape error);
}
