package org.openclaw.appliance.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;

/** What callers are told of failures inside a handler. */
class FailureTest {

    private record Nothing() {}

    @Test
    void sayTheReasonWhereTheOperatorCanMendItAndElseWhereToLook() throws Exception {
        assertEquals("UNAVAILABLE the disk is full", told(new IllegalStateException("the disk is full")));
        assertEquals(
                "UNAVAILABLE test.fails failed inside the gateway; `openclaw logs` shows why",
                told(new IllegalArgumentException("nobody's business")));
    }

    private static String told(RuntimeException failure) throws Exception {
        Method<Nothing> method = Method.of("test.fails", new Access.Anyone(), Nothing.class, (call, params) -> {
            throw failure;
        });
        Dispatcher dispatcher = new Dispatcher(
                new Methods().add(method), Runnable::run, Timings.off(),
                e -> e instanceof IllegalStateException ? Optional.of(e.getMessage()) : Optional.empty());
        ClientInfo client = new ClientInfo("cli", "1", "linux", "cli", null, null, null, null, null);
        Caller caller = new Caller(
                "c1", new Grant(Role.OPERATOR, List.of(), "none", null), client, "127.0.0.1", Set.of(), new Subscriptions());
        List<ResponseFrame> answers = new ArrayList<>();
        dispatcher.dispatch(
                caller,
                RequestFrame.read(Json.parse("{\"type\":\"req\",\"id\":\"1\",\"method\":\"test.fails\",\"params\":{}}")),
                answers::add);
        return answers.getFirst().error().code() + " " + answers.getFirst().error().message();
    }
}
