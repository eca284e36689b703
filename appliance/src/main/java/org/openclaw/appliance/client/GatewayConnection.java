package org.openclaw.appliance.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** A gateway that lets us in. Used by one thread at a time. */
public interface GatewayConnection extends AutoCloseable {

    /** The {@code hello-ok} payload. */
    JsonNode hello();

    /** Where it is, for people. */
    String url();

    /**
     * Calls a method and returns its first answer.
     *
     * @param params an object, or null for none
     * @param timeout how long to wait for the answer
     */
    JsonNode call(String method, JsonNode params, Duration timeout) throws ClientException, InterruptedException;

    /** Calls a two-stage method and returns its final answer; a method that answers once is fine, too. */
    JsonNode callFinal(String method, JsonNode params, Duration timeout) throws ClientException, InterruptedException;

    @Override
    void close();
}
