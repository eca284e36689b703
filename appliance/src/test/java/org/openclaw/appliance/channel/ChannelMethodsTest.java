package org.openclaw.appliance.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Role;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.rpc.Methods;
import org.openclaw.appliance.rpc.Subscriptions;
import org.openclaw.appliance.store.Store;

class ChannelMethodsTest {

    @TempDir
    private Path home;

    private Path configFile;
    private Store store;
    private DirectMessagePairing pairing;
    private Dispatcher dispatcher;
    private Channels channels;
    private final List<Outbound> told = new ArrayList<>();
    private final Channel signal = new Channel() {
        @Override
        public String id() {
            return "signal";
        }

        @Override
        public String label() {
            return "Signal";
        }

        @Override
        public ChannelState state() {
            return ChannelState.READY;
        }

        @Override
        public String send(Outbound message) {
            told.add(message);
            return "m";
        }

        @Override
        public Optional<String> probe(Duration patience) {
            return Optional.empty();
        }
    };

    @BeforeEach
    void open() throws Exception {
        Environment environment = new Environment(Map.of("HOME", home.toString()), home, home, "tester");
        StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
        paths.create();
        configFile = paths.configFile();
        Files.writeString(configFile, "{ gateway: { mode: 'local' } } // mine\n");
        store = Store.open(paths.database());
        pairing = new DirectMessagePairing(store, Clock.systemUTC());
        // Nothing is queued here, so it needs no threads.
        channels = new Channels(
                () -> new Config(Json.object(), "h"), List.of(signal), List.of(), store, new Lifecycle(Clock.systemUTC()), null, null);
        Methods methods = new Methods();
        new ChannelMethods(
                        pairing,
                        new CommandOwner(new ConfigFile(paths, environment)),
                        () -> List.of(
                                new ChannelAccount("telegram", "Telegram", "default", null),
                                new ChannelAccount("telegram", "Telegram", "work", "Work"),
                                new ChannelAccount("signal", "Signal", "default", null)),
                        () -> channels)
                .methods()
                .forEach(methods::add);
        dispatcher = new Dispatcher(methods, Runnable::run);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ResponseFrame call(String method, ObjectNode params, String... scopes) {
        Caller caller = new Caller(
                "c", new Grant(Role.OPERATOR, List.of(scopes), "token"),
                new ClientInfo("cli", "1", "linux", "cli", null, null, null, null, null), "127.0.0.1", Set.of(), new Subscriptions());
        AtomicReference<ResponseFrame> answer = new AtomicReference<>();
        dispatcher.dispatch(caller, new RequestFrame("1", method, params), answer::set);
        return answer.get();
    }

    private JsonNode answer(String method, ObjectNode params) {
        ResponseFrame response = call(method, params, Scope.ADMIN);
        assertNull(response.error(), () -> response.error().message());
        return Json.tree(response.payload());
    }

    private String refusal(String method, ObjectNode params) {
        return call(method, params, Scope.ADMIN).error().message();
    }

    private String asks(String channel, String account, String id) {
        return pairing.request(new Sender(channel, account, id, "Ann", Map.of("username", "ann"))).orElseThrow().code();
    }

    private static ObjectNode params(String channel, String account, String code) {
        return Json.object().put("channel", channel).put("accountId", account).put("requestId", code);
    }

    @Test
    void listsWhoWaitsByChannelAndAccount() {
        String code = asks("telegram", "work", "7");
        asks("signal", "default", "8");
        asks("gone", "default", "9");
        JsonNode all = answer("channels.pairing.list", Json.object());
        assertEquals(3, all.path("accounts").size());
        assertEquals(2, all.path("requests").size(), "a channel that is configured no more has no requests");
        assertEquals(3, all.path("limits").path("pendingPerAccount").asInt());
        assertEquals(3_600_000, all.path("limits").path("ttlMs").asInt());
        JsonNode one = answer("channels.pairing.list", Json.object().put("channel", "telegram").put("accountId", "work"));
        assertEquals(1, one.path("accounts").size());
        JsonNode request = one.path("requests").path(0);
        assertEquals(code, request.path("requestId").asText());
        assertEquals("7", request.path("senderId").asText());
        assertEquals("Ann", request.path("senderLabel").asText());
        assertEquals("Work", request.path("accountLabel").asText());
        assertEquals("ann", request.path("metadata").path("username").asText());
        assertEquals(
                "unknown pairing channel: matrix",
                refusal("channels.pairing.list", Json.object().put("channel", "matrix")));
    }

    @Test
    void whoIsLetInIsToldWhereHeWroteIfTheChannelCan() {
        pairing.request(new Sender("signal", "default", "8", "Bob", Map.of(Sender.CHAT, "room"))).orElseThrow();
        String code = pairing.waiting().getFirst().code();
        JsonNode answer = answer("channels.pairing.approve", params("signal", "default", code).put("notify", true));
        assertEquals("sent", answer.path("notification").asText());
        assertEquals("room", told.getFirst().to());
        assertEquals("default", told.getFirst().accountId());
    }

    @Test
    void theFirstOneApprovedBecomesTheOwnerAndNobodyAfterHim() throws Exception {
        ObjectNode first = params("telegram", "default", asks("telegram", "default", "1")).put("bootstrapCommandOwner", true);
        assertEquals(false, answer("channels.pairing.list", Json.object()).path("commandOwnerConfigured").asBoolean());
        JsonNode answer = answer("channels.pairing.approve", first.put("notify", true));
        assertEquals("configured", answer.path("commandOwnerBootstrap").asText());
        assertEquals("unsupported", answer.path("notification").asText());
        assertEquals("1", answer.path("senderId").asText());
        ObjectNode second = params("signal", "default", asks("signal", "default", "2")).put("bootstrapCommandOwner", true);
        assertEquals(
                "already-configured", answer("channels.pairing.approve", second).path("commandOwnerBootstrap").asText());
        assertEquals(true, answer("channels.pairing.list", Json.object()).path("commandOwnerConfigured").asBoolean());
        String text = Files.readString(configFile);
        assertEquals(true, text.contains("telegram:1") && text.contains("// mine") && !text.contains("signal:2"), text);
        assertEquals(true, pairing.allows("telegram", "default", "1") && pairing.allows("signal", "default", "2"));
    }

    @Test
    void approvesWhereTheConfigurationCannotBeChangedAndSaysSo() throws Exception {
        Files.writeString(configFile, "{ not a configuration");
        ObjectNode params = params("telegram", "default", asks("telegram", "default", "1")).put("bootstrapCommandOwner", true);
        assertEquals("unavailable", answer("channels.pairing.approve", params).path("commandOwnerBootstrap").asText());
        assertEquals(true, pairing.allows("telegram", "default", "1"));
    }

    @Test
    void whoMayPairMayNotMakeOwners() {
        ObjectNode params = params("telegram", "default", asks("telegram", "default", "1"));
        ObjectNode owner = params.deepCopy().put("bootstrapCommandOwner", true);
        assertEquals(
                "missing scope: operator.admin",
                call("channels.pairing.approve", owner, Scope.PAIRING).error().message());
        assertEquals(
                "missing scope: operator.pairing", call("channels.pairing.approve", params, Scope.WRITE).error().message());
        JsonNode answer = Json.tree(call("channels.pairing.approve", params, Scope.PAIRING).payload());
        assertEquals("not-requested", answer.path("commandOwnerBootstrap").asText());
        assertEquals("not-requested", answer.path("notification").asText());
    }

    @Test
    void saysWhatIsNotThere() {
        ObjectNode unknown = params("telegram", "default", "ABCDEFGH");
        assertEquals("pending DM access request no longer exists", refusal("channels.pairing.approve", unknown));
        assertEquals("pending DM access request no longer exists", refusal("channels.pairing.dismiss", unknown));
        ObjectNode stranger = params("matrix", "default", "ABCDEFGH");
        assertEquals(
                "channel account does not use DM pairing: matrix:default", refusal("channels.pairing.approve", stranger));
        assertEquals("1", answer("channels.pairing.dismiss", params("telegram", "work", asks("telegram", "work", "1")))
                .path("senderId").asText());
    }
}
