package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.rpc.Broadcast;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.rpc.Subscriptions;
import org.openclaw.appliance.store.Store;

/** Sessions on a real database with a caller in front of them: what the tests of this package work at. */
final class Desk implements AutoCloseable {

    static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();

    final Store store;
    final Events events = new Events();
    final Clockwork clock = new Clockwork();
    final Sessions sessions;
    final List<JsonNode> heard = new ArrayList<>();
    final List<String> started = new ArrayList<>();
    private final Dispatcher dispatcher;

    Desk(Path file) {
        store = Store.open(file);
        sessions = new Sessions(store, events, new TwoAgents(), clock);
        RunStarter runs = (caller, key, message, attachments, runId) -> {
            started.add(key + " " + message);
            return runId;
        };
        Methods methods = new Methods();
        for (Method<?> method : new SessionMethods(sessions, store, new TwoAgents(), runs, clock).methods()) {
            methods.add(method);
        }
        dispatcher = new Dispatcher(methods, Runnable::run);
    }

    /** A connection with these scopes; what it is told goes to {@link #heard}. */
    Caller connect(String... scopes) {
        Caller caller = new Caller(
                "c1",
                new Grant(Role.OPERATOR, List.of(scopes), "token"),
                new ClientInfo("test", "1", "linux", "ui", null, null, null, null, null),
                "127.0.0.1",
                Set.of(),
                new Subscriptions());
        events.join(new Events.Subscriber() {
            @Override
            public Caller caller() {
                return caller;
            }

            @Override
            public void deliver(Broadcast broadcast) {
                heard.add(Json.parseOwn(new String(broadcast.frame(1), StandardCharsets.UTF_8)));
            }
        });
        return caller;
    }

    ResponseFrame call(Caller caller, String method, ObjectNode params) {
        AtomicReference<ResponseFrame> answer = new AtomicReference<>();
        dispatcher.dispatch(caller, new RequestFrame("1", method, params), answer::set);
        return answer.get();
    }

    /** The payload of a call that must succeed. */
    JsonNode ask(Caller caller, String method, ObjectNode params) {
        ResponseFrame answer = call(caller, method, params);
        if (!answer.ok()) {
            throw new AssertionError(method + ": " + answer.error().message());
        }
        return Json.tree(answer.payload());
    }

    /** The error of a call that must fail. */
    ErrorShape refusal(Caller caller, String method, ObjectNode params) {
        ResponseFrame answer = call(caller, method, params);
        if (answer.ok()) {
            throw new AssertionError(method + " succeeded");
        }
        return answer.error();
    }

    List<JsonNode> heard(String event) {
        return heard.stream().filter(frame -> frame.path("event").asText().equals(event)).map(frame -> frame.get("payload")).toList();
    }

    static ObjectNode message(String role, String text) {
        ObjectNode message = Json.object().put("role", role);
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message;
    }

    @Override
    public void close() {
        store.close();
    }

    static final class Clockwork extends Clock {
        long now = START;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    }

    static final class TwoAgents implements AgentDirectory {
        @Override
        public String defaultAgentId() {
            return "main";
        }

        @Override
        public boolean knows(String agentId) {
            return Set.of("main", "ops").contains(agentId);
        }

        @Override
        public Defaults defaults(String agentId) {
            return new Defaults("openai", "gpt-x", 128_000, null);
        }
    }
}
