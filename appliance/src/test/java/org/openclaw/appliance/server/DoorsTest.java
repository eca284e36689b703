package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.access.Attribution;
import org.openclaw.appliance.access.EdgePolicy;
import org.openclaw.appliance.access.SharedSecret;

/** Ways in that are opened while the server runs. */
class DoorsTest {

    private static final String[] FROM_ANN = {
        "X-Forwarded-For: 100.101.102.103", "X-Forwarded-Proto: https", "X-Forwarded-Host: board.tail.ts.net",
        "Tailscale-User-Login: ann@example.com"};

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        EdgePolicy policy = new EdgePolicy(List.of(), false, Optional.empty(), true);
        Attribution.Whois whois = address ->
                address.equals("100.101.102.103") ? Optional.of("ann@example.com") : Optional.empty();
        server = new TestServer(
                Limits.LEAN, SharedSecret.of(SharedSecret.Mode.TOKEN, TestServer.TOKEN), List.of(),
                TestServer.Door.believing(policy, whois));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static JsonNode connect(int port, String... headers) throws IOException {
        try (TestClient client = TestClient.open(port, headers)) {
            client.expectEvent("connect.challenge");
            return client.call("connect", TestClient.connectParams(null));
        }
    }

    @Test
    void letsInWhomTheTailnetKnows() throws IOException {
        int door = server.http.openDoor(Attribution.Door.TAILSCALE_SERVE);
        JsonNode hello = connect(door, FROM_ANN);
        assertEquals("tailscale", hello.path("payload").path("auth").path("method").textValue(), hello.toString());
    }

    @Test
    void believesNoTailnetNameThatNobodyConfirms() throws IOException {
        int door = server.http.openDoor(Attribution.Door.TAILSCALE_SERVE);
        String[] forged = FROM_ANN.clone();
        forged[3] = "Tailscale-User-Login: root@example.com";
        assertTrue(!connect(door, forged).path("ok").booleanValue());
        try (TestClient client = server.open(FROM_ANN)) {
            assertTrue(client.head().startsWith("HTTP/1.1 403 "), "the ordinary port believes nobody: " + client.head());
        }
    }

    @Test
    void servesAnAddressThatComesLate() throws IOException {
        assertThrows(BindFailedException.class, () -> server.http.listenAlso("192.0.2.1"));
        server.http.listenAlso("127.0.0.3");
        try (Socket socket = new Socket("127.0.0.3", server.port());
                TestClient client = TestClient.open(socket, server.port(), "/")) {
            assertTrue(client.head().startsWith("HTTP/1.1 101 "), client.head());
        }
    }
}
