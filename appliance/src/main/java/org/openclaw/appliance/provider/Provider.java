package org.openclaw.appliance.provider;

/** One way to get an answer from a model: a single attempt, no retries, no fail-over. */
interface Provider {

    /**
     * Asks and waits for the whole answer, telling the listener of its growth.
     *
     * @throws ProviderException when no complete answer came; what the listener heard by then stands
     */
    ModelReply complete(ModelRef model, ModelRequest request, ModelListener listener, Cancellation cancellation)
            throws ProviderException;
}
