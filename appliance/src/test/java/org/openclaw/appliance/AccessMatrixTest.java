package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.rpc.Subscriptions;

/** Every method of the gateway against every set of scopes. The table of this test's resources says what must come of it. */
class AccessMatrixTest {

    private static final List<String> SCOPES = scopes();

    record Nothing() {}

    private TestGateway gateway;
    private Map<String, String> table;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        gateway = new TestGateway(home, "{}");
        table = table();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static List<String> scopes() {
        List<String> scopes = new ArrayList<>(Scope.ALL);
        scopes.add(Scope.SESSIONS_READ);
        scopes.add(Scope.SESSIONS_WRITE);
        return scopes;
    }

    private static Map<String, String> table() throws IOException {
        Map<String, String> table = new TreeMap<>();
        try (var in = new BufferedReader(new InputStreamReader(
                AccessMatrixTest.class.getResourceAsStream("method-scopes.txt"), StandardCharsets.UTF_8))) {
            in.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" ", 2)).forEach(cells ->
                    table.put(cells[0], cells[1]));
        }
        return table;
    }

    @Test
    void everyMethodHasTheRuleOfTheTable() {
        for (Method<?> method : gateway.appliance().methods().all()) {
            String expected = table.get(method.name());
            assertNotNull(expected, () -> method.name() + " has no line in method-scopes.txt");
            String actual = switch (method.access()) {
                case Access.Anyone() -> "anyone";
                case Access.NodeOnly() -> "node";
                case Access.Needs(String scope, String alternative) -> scope.substring("operator.".length());
                case Access.ByParams(var rule) -> "dynamic";
            };
            assertEquals(expected, actual, method.name());
        }
    }

    @Test
    void everySetOfScopesAdmitsExactlyWhatItShould() {
        Methods probes = probes();
        Dispatcher dispatcher = new Dispatcher(probes, Runnable::run);
        for (int bits = 0; bits < 1 << SCOPES.size(); bits++) {
            Grant grant = new Grant(Role.OPERATOR, subset(bits), "token");
            for (Method<?> method : probes.all()) {
                ErrorShape error = call(dispatcher, grant, method.name());
                if (table.get(method.name()).equals("node")) {
                    assertEquals("unauthorized role: operator", error.message());
                } else {
                    assertEquals(mayCall(grant.scopes(), method), error == null, () -> method.name() + " " + grant.scopes());
                }
            }
        }
    }

    @Test
    void aNodeCallsOnlyItsOwnMethods() {
        Methods probes = probes();
        Dispatcher dispatcher = new Dispatcher(probes, Runnable::run);
        Grant node = new Grant(Role.NODE, Scope.ALL, "token");
        for (Method<?> method : probes.all()) {
            ErrorShape error = call(dispatcher, node, method.name());
            boolean own = Set.of("node", "anyone").contains(table.get(method.name()));
            assertEquals(own, error == null, method.name());
        }
    }

    @Test
    void whatHasNoRuleIsClosed() {
        Dispatcher dispatcher = new Dispatcher(new Methods(), Runnable::run);
        assertEquals(
                "missing scope: operator.admin",
                call(dispatcher, new Grant(Role.OPERATOR, List.of(Scope.WRITE), "token"), "made.up").message());
        assertNull(Event.scopeOf("made.up"));
        for (String event : Event.advertised()) {
            assertTrue(event.equals(Event.CONNECT_CHALLENGE) || Event.scopeOf(event) != null, event);
        }
    }

    @Test
    void familiesOfEventsNeedTheirScope() {
        for (String event : Event.advertised()) {
            if (event.startsWith("device.pair") || event.startsWith("node.pair")) {
                assertEquals(Scope.PAIRING, Event.scopeOf(event), event);
            }
        }
        assertFalse(Scope.admits(List.of(Scope.PAIRING), Event.scopeOf(Event.CHAT)));
        assertFalse(Scope.admits(List.of(Scope.WRITE), Event.scopeOf(Event.DEVICE_PAIR_REQUESTED)));
    }

    /** The gateway's methods with their rules, doing nothing. */
    private Methods probes() {
        Methods probes = new Methods();
        for (Method<?> method : gateway.appliance().methods().all()) {
            probes.add(Method.of(method.name(), method.access(), Nothing.class, (caller, params) -> Json.object()));
        }
        return probes;
    }

    private static boolean mayCall(List<String> granted, Method<?> method) {
        return switch (method.access()) {
            case Access.Anyone() -> true;
            case Access.NodeOnly() -> false;
            case Access.Needs(String scope, String alternative) ->
                implied(granted, scope) || (alternative != null && implied(granted, alternative));
            case Access.ByParams(var rule) -> implied(granted, rule.apply(Json.object()));
        };
    }

    // The protocol's implications once more, written down apart from the code under test.
    private static boolean implied(List<String> granted, String scope) {
        Set<String> enough = switch (scope) {
            case "operator.read" -> Set.of("operator.read", "operator.write");
            case "operator.talk" -> Set.of("operator.talk", "operator.write");
            case "operator.sessions.write" -> Set.of("operator.sessions.write", "operator.write");
            case "operator.sessions.read" ->
                Set.of("operator.sessions.read", "operator.sessions.write", "operator.read", "operator.write");
            default -> Set.of(scope);
        };
        return granted.contains("operator.admin") || granted.stream().anyMatch(enough::contains);
    }

    private static List<String> subset(int bits) {
        List<String> scopes = new ArrayList<>();
        for (int i = 0; i < SCOPES.size(); i++) {
            if ((bits & 1 << i) != 0) {
                scopes.add(SCOPES.get(i));
            }
        }
        return scopes;
    }

    private static ErrorShape call(Dispatcher dispatcher, Grant grant, String method) {
        Caller caller = new Caller(
                "c", grant, new ClientInfo("test", "1", "linux", "test", null, null, null, null, null), "127.0.0.1",
                Set.of(), new Subscriptions());
        AtomicReference<ResponseFrame> answer = new AtomicReference<>();
        JsonNode params = Json.object();
        dispatcher.dispatch(caller, new RequestFrame("1", method, params), answer::set);
        return answer.get().error();
    }
}
