package org.openclaw.appliance.boot;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RunningGatewayTest {

    private static boolean verdictOn(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> {
                try (Socket client = server.accept()) {
                    client.getInputStream().read(new byte[256]);
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            return RunningGateway.isHealthy(server.getLocalPort());
        }
    }

    @Test
    void believesOnlyAGatewaysAnswer() throws Exception {
        assertTrue(verdictOn("HTTP/1.1 200 OK\r\n\r\n{\"ok\":true,\"status\":\"live\"}"));
        assertFalse(verdictOn("HTTP/1.1 503 Service Unavailable\r\n\r\n{\"ok\":false,\"status\":\"starting\"}"));
        assertFalse(verdictOn("HTTP/1.1 200 OK\r\n\r\n<html>somebody else</html>"));
        assertFalse(verdictOn(""));
    }

    @Test
    void aClosedPortIsNotHealthy() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertFalse(RunningGateway.isHealthy(port));
    }
}
