package org.openclaw.appliance.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.PresenceEntry;
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

class PresenceTest {

    private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();

    private final Events events = new Events();
    private final List<JsonNode> heard = new ArrayList<>();
    private final SystemEvents notes = new SystemEvents();
    private final List<Runnable> soon = new ArrayList<>();
    private final Clockwork clock = new Clockwork();
    private Presence presence;
    private Dispatcher dispatcher;

    @BeforeEach
    void start() {
        presence = new Presence(new Self(new Board(), "1.2.3", "self-1"), events, () -> 7, soon::add, clock);
        Methods methods = new Methods();
        for (Method<?> method : new PresenceMethods(
                        presence, notes, () -> "agent:main:main", (key, agentId) -> "agent:main:" + key).methods()) {
            methods.add(method);
        }
        dispatcher = new Dispatcher(methods, Runnable::run);
        Caller listener = caller("listener", "cli", null);
        events.join(new Events.Subscriber() {
            @Override
            public Caller caller() {
                return listener;
            }

            @Override
            public void deliver(Broadcast broadcast) {
                heard.add(Json.parseOwn(new String(broadcast.frame(1), StandardCharsets.UTF_8)));
            }
        });
    }

    @Test
    void alwaysListsTheGatewayItself() {
        clock.now += 1_000_000;
        JsonNode self = Json.tree(presence.list()).path(0);
        assertEquals(
                "{\"host\":\"pi\",\"ip\":\"192.0.2.2\",\"version\":\"1.2.3\",\"platform\":\"linux 6.1\","
                        + "\"deviceFamily\":\"Linux\",\"mode\":\"gateway\",\"reason\":\"self\","
                        + "\"text\":\"Gateway: pi (192.0.2.2) · app 1.2.3 · mode gateway · reason self\","
                        + "\"ts\":" + clock.now + ",\"instanceId\":\"self-1\"}",
                self.toString());
    }

    @Test
    void listsAConnectionAndWhenItLeft() {
        Caller caller = caller("c1", "webchat", "i1");
        presence.joined(caller);
        PresenceEntry joined = entry("i1");
        assertEquals("connect", joined.reason());
        assertEquals("Node: Tablet · mode webchat", joined.text());
        assertEquals(List.of("operator"), joined.roles());
        assertEquals(START, joined.onlineSince());
        clock.now += 1_000;
        presence.left(caller);
        assertEquals("disconnect", entry("i1").reason());
        assertEquals(START + 1_000, entry("i1").ts());
        assertNull(entry("i1").onlineSince());
    }

    @Test
    void tellsWhatEveryConnectionOfAnInstanceHasInView() {
        Caller first = caller("c1", "webchat", "i1");
        Caller second = caller("c2", "webchat", "i1");
        presence.joined(first);
        presence.joined(second);
        assertNull(entry("i1").watchedSessions());
        assertEquals(
                "{\"sessionKeys\":[\"agent:main:main\",\"agent:main:b\"]}",
                Json.text(call(
                                first,
                                "sessions.viewers.set",
                                (ObjectNode) Json.parseOwn("{\"sessionKeys\":[\"main\",\" b \",\"b\"]}"))
                        .payload()));
        presence.watches(second, List.of("agent:main:c"));
        assertEquals(List.of("agent:main:b", "agent:main:c", "agent:main:main"), entry("i1").watchedSessions());
        presence.left(first);
        assertEquals(List.of("agent:main:c"), entry("i1").watchedSessions());
        presence.watches(first, List.of("agent:main:gone"));
        assertEquals(List.of("agent:main:c"), entry("i1").watchedSessions());
        presence.left(second);
        assertNull(entry("i1").watchedSessions());
    }

    @Test
    void namesThePersonThatAProxyVouchesFor() {
        Grant grant = new Grant(Role.OPERATOR, List.of("operator.read"), "trusted-proxy", null, "ann@example.org");
        presence.joined(new Caller(
                "c1", grant, new ClientInfo("ui", "1", "linux", "webchat", "Tablet", null, null, null, "i1"),
                "192.0.2.8", Set.of(), new Subscriptions()));
        assertEquals(new PresenceEntry.User("ann@example.org", "ann@example.org"), entry("i1").user());
    }

    @Test
    void aNodesEntryIsItsDevices() {
        String device = "d".repeat(64);
        Grant grant = new Grant(Role.NODE, List.of(), "device-token", device);
        for (String instance : new String[] {"i1", "i2"}) {
            presence.joined(new Caller(
                    "c-" + instance, grant,
                    new ClientInfo("node-host", "1", "linux", "node", "Shed", null, null, null, instance),
                    "192.0.2.8", Set.of(), new Subscriptions()));
        }
        assertEquals(2, presence.list().size());
        PresenceEntry entry = entry(device);
        assertEquals(device, entry.deviceId());
        assertEquals(List.of("node"), entry.roles());
        assertEquals(List.of(), entry.scopes());
    }

    @Test
    void holdsOneEntryPerInstanceAcrossConnections() {
        Caller first = caller("c1", "ui", "i1");
        Caller second = caller("c2", "ui", "I1");
        presence.joined(first);
        presence.joined(second);
        assertEquals(2, presence.list().size());
        presence.left(first);
        assertEquals("connect", entry("I1").reason());
        presence.left(second);
        assertEquals("disconnect", entry("I1").reason());
    }

    @Test
    void ignoresClientsThatOnlyAskAndGo() {
        for (String mode : List.of("cli", "backend", "probe")) {
            presence.joined(caller("c-" + mode, mode, null));
        }
        assertEquals(1, presence.list().size());
        assertEquals(1, presence.version());
    }

    @Test
    void forgetsWhoHasBeenGoneForFiveMinutesButNobodyConnected() {
        Caller stays = caller("c1", "ui", "stays");
        Caller goes = caller("c2", "ui", "goes");
        presence.joined(stays);
        presence.joined(goes);
        presence.left(goes);
        clock.now += Presence.TTL_MILLIS;
        assertEquals(3, presence.list().size());
        clock.now++;
        assertEquals(List.of("self-1", "stays"), presence.list().stream().map(PresenceEntry::instanceId).toList());
    }

    @Test
    void keepsAtMostTwoHundredEntriesNewestFirst() {
        for (int i = 0; i < 300; i++) {
            clock.now++;
            Caller caller = caller("c" + i, "ui", "i" + i);
            presence.joined(caller);
            presence.left(caller);
        }
        List<PresenceEntry> list = presence.list();
        assertEquals(Presence.MOST_ENTRIES, list.size());
        assertTrue(list.stream().anyMatch(entry -> "i299".equals(entry.instanceId())));
        for (int i = 1; i < list.size(); i++) {
            assertTrue(list.get(i - 1).ts() >= list.get(i).ts());
        }
    }

    @Test
    void publishesACrowdAsOneListWithBothCounters() {
        presence.joined(caller("c1", "ui", "i1"));
        presence.joined(caller("c2", "ui", "i2"));
        assertEquals(1, soon.size());
        soon.removeFirst().run();
        assertEquals(1, heard.size());
        JsonNode frame = heard.getFirst();
        assertEquals("presence", frame.path("event").asText());
        assertEquals(3, frame.path("payload").path("presence").size());
        assertEquals("{\"presence\":3,\"health\":7}", frame.path("stateVersion").toString());
        presence.joined(caller("c3", "ui", "i3"));
        assertEquals(1, soon.size(), "a later change is published again");
    }

    @Test
    void takesReportsAndQueuesTheirTextForTheAgent() {
        ResponseFrame answer = call("system-event", Json.object().put("text", "Backup finished").put("host", "NAS").put("mode", "job"));
        assertEquals("{\"ok\":true}", Json.text(answer.payload()));
        PresenceEntry nas = presence.list().stream().filter(entry -> "NAS".equals(entry.host())).findFirst().orElseThrow();
        assertEquals("Backup finished", nas.text());
        assertEquals("job", nas.mode());
        assertEquals(List.of("Backup finished"), notes.drain("agent:main:main"));
        assertEquals(List.of(), notes.drain("agent:main:main"));
    }

    @Test
    void readsAPresenceLineAndTellsTheAgentNothing() {
        call("system-event", Json.object().put("text", "Node: Desk (192.0.2.9) · app 2.0 · last input 12s ago · mode local · reason launch"));
        PresenceEntry desk = presence.list().stream().filter(entry -> "Desk".equals(entry.host())).findFirst().orElseThrow();
        assertEquals("192.0.2.9", desk.ip());
        assertEquals("2.0", desk.version());
        assertEquals(12L, desk.lastInputSeconds());
        assertEquals("local", desk.mode());
        assertEquals("launch", desk.reason());
        assertEquals(List.of(), notes.peek("agent:main:main"));
        call("system-event", Json.object().put("text", "Node: Desk · reason periodic"));
        PresenceEntry again = presence.list().stream().filter(entry -> "Desk".equals(entry.host())).findFirst().orElseThrow();
        assertEquals("2.0", again.version(), "what the newer line leaves out stays");
        assertEquals("periodic", again.reason());
    }

    @Test
    void refusesAnEventWithoutText() {
        ResponseFrame answer = call("system-event", Json.object());
        assertEquals(ErrorCode.INVALID_REQUEST, answer.error().code());
        assertEquals("invalid system-event params: must have required property 'text'", answer.error().message());
    }

    @Test
    void answersPresenceAsAPlainList() {
        assertTrue(Json.tree(call("system-presence", null).payload()).isArray());
    }

    @Test
    void keepsTheNewestNotesOfASessionAndNoRepetition() {
        for (int i = 1; i <= 100; i++) {
            notes.add("s", "note " + i);
            notes.add("s", "note " + i);
        }
        List<String> kept = notes.drain("s");
        assertEquals(SystemEvents.MOST_PER_SESSION, kept.size());
        assertEquals("note 81", kept.getFirst());
        assertEquals("note 100", kept.getLast());
    }

    @Test
    void forgetsTheNotesThatWaitLongestWhenTooManySessionsWait() {
        for (int i = 0; i <= SystemEvents.MOST_SESSIONS; i++) {
            notes.add("s" + i, "x");
        }
        assertEquals(List.of(), notes.drain("s0"));
        assertEquals(List.of("x"), notes.drain("s1"));
        assertEquals(List.of("x"), notes.drain("s" + SystemEvents.MOST_SESSIONS));
    }

    private PresenceEntry entry(String instanceId) {
        return presence.list().stream()
                .filter(entry -> instanceId.equals(entry.instanceId()))
                .findFirst()
                .orElseThrow();
    }

    private ResponseFrame call(String method, ObjectNode params) {
        return call(caller("admin", "cli", null), method, params);
    }

    private ResponseFrame call(Caller caller, String method, ObjectNode params) {
        AtomicReference<ResponseFrame> answer = new AtomicReference<>();
        dispatcher.dispatch(caller, new RequestFrame("1", method, params), answer::set);
        return answer.get();
    }

    private static Caller caller(String connectionId, String mode, String instanceId) {
        return new Caller(
                connectionId,
                new Grant(Role.OPERATOR, List.of("operator.admin"), "token"),
                new ClientInfo("test-client", "1", "linux", mode, "Tablet", null, null, null, instanceId),
                "192.0.2.7",
                Set.of(),
                new Subscriptions());
    }

    private static final class Clockwork extends Clock {
        private long now = START;

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

    private static final class Board implements HostFacts {
        @Override
        public String platform() {
            return "linux";
        }

        @Override
        public String release() {
            return "6.1";
        }

        @Override
        public String arch() {
            return "arm64";
        }

        @Override
        public String hostname() {
            return "pi";
        }

        @Override
        public String model() {
            return "board";
        }

        @Override
        public int processors() {
            return 4;
        }

        @Override
        public OptionalLong totalMemoryBytes() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong hostUptimeMillis() {
            return OptionalLong.empty();
        }

        @Override
        public List<Double> loadAverage() {
            return List.of();
        }

        @Override
        public List<String> addresses() {
            return List.of("192.0.2.2");
        }

        @Override
        public boolean inContainer() {
            return false;
        }
    }
}
