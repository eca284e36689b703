package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that begin something and never go on. */
class SlowClientsTest {

    private static final int CLIENTS = 200;
    private static final long MOST_BYTES_PER_CLIENT = 48 * 1024;

    /** The first bytes of a TLS record that announces a ClientHello of 512 bytes, and a part of it. */
    private static final byte[] HALF_A_CLIENT_HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3, 7, 7, 7, 7};

    private static final byte[] HALF_A_REQUEST =
            ("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + "a".repeat(500)).getBytes(StandardCharsets.US_ASCII);

    @Test
    void halfTlsHandshakesCostLittleAndEnd() throws IOException {
        try (TestServer server = Tls.serving(Limits.LEAN)) {
            endsAll(server, HALF_A_CLIENT_HELLO);
        }
    }

    @Test
    void silentConnectionsToATlsPortCostLittleAndEnd() throws IOException {
        try (TestServer server = Tls.serving(Limits.LEAN)) {
            endsAll(server, new byte[0]);
        }
    }

    @Test
    void halfRequestsCostLittleAndEnd() throws IOException {
        try (TestServer server = TestServer.start()) {
            endsAll(server, HALF_A_REQUEST);
        }
    }

    private static void endsAll(TestServer server, byte[] beginning) throws IOException {
        try (TestClient warm = server.connected()) {
            assertTrue(warm.head().startsWith("HTTP/1.1 101"));
        }
        long before = heap();
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                socket.setSoTimeout(15_000);
                socket.getOutputStream().write(beginning);
                slow.add(socket);
            }
            try (TestClient prompt = server.connected()) {
                assertTrue(prompt.head().startsWith("HTTP/1.1 101"), "others are served meanwhile");
            }
            long grown = heap() - before;
            assertTrue(grown < CLIENTS * MOST_BYTES_PER_CLIENT, grown + " bytes for " + CLIENTS + " slow clients");
            for (Socket socket : slow) {
                ended(socket);
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        long left = heap() - before;
        assertTrue(left < CLIENTS * MOST_BYTES_PER_CLIENT / 8, left + " bytes left behind");
    }

    /** Reads until the server has closed; fails after fifteen seconds. */
    private static void ended(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("a slow client was never cut off", e);
        } catch (java.net.SocketException e) {
            assertTrue(e.getMessage().contains("reset"), e.getMessage());
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
