package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.client.FakeGateway;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.protocol.Json;

class PairingCommandsTest {

    @TempDir
    private Path home;

    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();

    private int run(FakeGateway gateway, String... words) throws InterruptedException {
        out.setLength(0);
        err.setLength(0);
        Terminal.Sink sink = new Terminal.Sink() {
            @Override
            public void out(String line) {
                out.append(line).append('\n');
            }

            @Override
            public void err(String line) {
                err.append(line).append('\n');
            }
        };
        Environment environment = new Environment(
                Map.of("OPENCLAW_GATEWAY_PORT", Integer.toString(gateway.port()), "OPENCLAW_GATEWAY_TOKEN", "t"),
                home, home, "tester");
        Cli cli = new Cli(
                StandardCommands.all((options, in) -> 0), new LocalSurroundings(environment, action -> () -> {}));
        return cli.run(List.of(words), new Terminal(sink, Terminal.Look.PLAIN));
    }

    private static ObjectNode list() {
        ObjectNode list = Json.object();
        list.putArray("accounts").addObject().put("channel", "telegram").put("accountId", "work");
        list.putArray("requests").addObject()
                .put("requestId", "ABCDEFGH").put("channel", "telegram").put("accountId", "work").put("senderId", "7")
                .put("senderLabel", "Ann").put("createdAt", "2026-01-02T03:04:05Z").put("lastSeenAt", "2026-01-02T03:04:05Z")
                .put("expiresAt", "2026-01-02T04:04:05Z");
        return list;
    }

    private static ObjectNode nobody() {
        ObjectNode list = Json.object();
        list.putArray("accounts");
        list.putArray("requests");
        return list;
    }

    @Test
    void listsWhoWaits() throws Exception {
        try (FakeGateway gateway = new FakeGateway("t").answering("channels.pairing.list", list())) {
            assertEquals(0, run(gateway, "pairing", "list"));
            assertTrue(out.toString().contains("ABCDEFGH  telegram  work"), out.toString());
            assertEquals(0, run(gateway, "pairing", "list", "telegram", "--account", "default", "--json"));
            assertEquals(Json.parseOwn("{\"channel\":\"telegram\",\"requests\":[]}"), Json.parseOwn(out.toString()));
            assertEquals(0, run(gateway, "pairing", "list", "--channel", "telegram", "--json"));
            JsonNode request = Json.parseOwn(out.toString()).path("requests").path(0);
            assertEquals("7", request.path("id").asText());
            assertEquals("ABCDEFGH", request.path("code").asText());
        }
    }

    @Test
    void saysThatNobodyCanWaitWithoutAChannel() throws Exception {
        try (FakeGateway gateway = new FakeGateway("t").answering("channels.pairing.list", nobody())) {
            assertEquals(0, run(gateway, "pairing", "list"));
            assertTrue(out.toString().startsWith("No pending pairing requests.\nNo chat channel"), out.toString());
            assertEquals(0, run(gateway, "pairing", "list", "telegram"));
            assertTrue(out.toString().startsWith("No pending telegram pairing requests.\n"), out.toString());
            assertEquals(1, run(gateway, "pairing", "approve", "telegram", "abcdefgh"));
            assertTrue(err.toString().contains("No pending pairing request found for code \"ABCDEFGH\"."), err.toString());
        }
    }

    @Test
    void approvesByCodeWhereverItWaits() throws Exception {
        ObjectNode approved = Json.object()
                .put("requestId", "ABCDEFGH").put("senderId", "7").put("notification", "unsupported")
                .put("commandOwnerBootstrap", "configured");
        try (FakeGateway gateway = new FakeGateway("t")
                .answering("channels.pairing.list", list())
                .answering("channels.pairing.approve", approved)) {
            assertEquals(0, run(gateway, "pairing", "approve", "abcdefgh", "--notify"), err::toString);
            assertTrue(out.toString().contains("Approved telegram sender 7.\nCommand owner: telegram:7"), out.toString());
            assertTrue(err.toString().contains("wasn't told"), err.toString());
            JsonNode params = gateway.requests.getLast().path("params");
            assertEquals(
                    Json.parseOwn("{\"channel\":\"telegram\",\"accountId\":\"work\",\"requestId\":\"ABCDEFGH\","
                            + "\"notify\":true,\"bootstrapCommandOwner\":true}"),
                    params);
            assertEquals(1, run(gateway, "pairing", "approve", "signal", "ABCDEFGH"), "another channel's code");
            assertEquals(1, run(gateway, "pairing", "approve", "ABCDEFGH", "--account", "default"), "another account's code");
        }
    }

    @Test
    void refusesWhatCannotBeMeant() throws Exception {
        try (FakeGateway gateway = new FakeGateway("t")) {
            assertEquals(2, run(gateway, "pairing", "list", "bad channel!"));
            assertTrue(err.toString().contains("Invalid channel \"bad channel!\""), err.toString());
            assertEquals(2, run(gateway, "pairing", "list", "--account", " "));
            assertTrue(err.toString().contains("--account must not be blank"), err.toString());
            assertEquals(2, run(gateway, "pairing", "list", "telegram", "--channel", "signal"));
        }
    }
}
