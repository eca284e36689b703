package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Everything that holds without TLS, and what becomes of those who speak something else. */
class TlsHttpServerTest extends HttpServerTest {

    @Override
    TestServer newServer(Limits limits, Route... routes) throws IOException {
        return Tls.serving(limits, routes);
    }

    @Test
    void tellsPlainHttpClientsThatThePortSpeaksTls() throws IOException {
        try (TestServer server = newServer(Limits.LEAN);
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            plain.setSoTimeout(10_000);
            plain.getOutputStream().write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(plain.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("https://"), answer);
        }
    }
}
