package org.openclaw.appliance.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Dispatcher;

/** A connection that is none: requests go straight to the dispatcher. */
final class InsideConnection implements GatewayConnection {

    private static final int MOST_ANSWERS = 16;

    private final Dispatcher dispatcher;
    private final Caller caller;
    private final JsonNode hello;
    private final String url;

    InsideConnection(Dispatcher dispatcher, Caller caller, JsonNode hello, String url) {
        this.dispatcher = dispatcher;
        this.caller = caller;
        this.hello = hello;
        this.url = url;
    }

    @Override
    public JsonNode hello() {
        return hello;
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public JsonNode call(String method, JsonNode params, Duration timeout)
            throws ClientException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        return next(send(method, params), deadline);
    }

    @Override
    public JsonNode callFinal(String method, JsonNode params, Duration timeout)
            throws ClientException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        BlockingQueue<ResponseFrame> answers = send(method, params);
        JsonNode payload = next(answers, deadline);
        while (payload.path("status").asText().equals("accepted")) {
            payload = next(answers, deadline);
        }
        return payload;
    }

    private BlockingQueue<ResponseFrame> send(String method, JsonNode params) {
        BlockingQueue<ResponseFrame> answers = new LinkedBlockingQueue<>(MOST_ANSWERS);
        dispatcher.dispatch(caller, new RequestFrame(UUID.randomUUID().toString(), method, params), answers::offer);
        return answers;
    }

    private static JsonNode next(BlockingQueue<ResponseFrame> answers, long deadline)
            throws ClientException, InterruptedException {
        ResponseFrame answer = answers.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (answer == null) {
            throw ClientException.of(
                    ClientException.Reason.TIMED_OUT, "ETIMEDOUT", "the gateway did not answer in time");
        }
        if (!answer.ok()) {
            throw ClientException.answered(ClientException.Reason.FAILED, Json.tree(answer));
        }
        return answer.payload() == null ? Json.object() : Json.tree(answer.payload());
    }

    @Override
    public void close() {
        // Nothing is held between calls.
    }
}
