package org.openclaw.appliance.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.outbound.PublicAddress;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.tool.ToolArguments;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;
import org.openclaw.appliance.tool.ToolResult;

class WebFetchToolTest {

    private static final String PRIVATE = "{\"ssrfPolicy\":{\"dangerouslyAllowPrivateNetwork\":true},\"timeoutSeconds\":1}";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private ServerSocket server;

    @BeforeEach
    void serve() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> answer(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        over.countDown();
        server.close();
    }

    private void answer(Socket socket) {
        try (socket; InputStream in = socket.getInputStream(); OutputStream out = socket.getOutputStream()) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            String path = head.substring(4, head.indexOf(" HTTP"));
            asked.add(path);
            if (path.equals("/drip")) {
                out.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                while (over.getCount() > 0) {
                    out.write('x');
                    out.flush();
                }
            }
            out.write(answers.getOrDefault(path, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // The client has enough.
            return;
        }
    }

    @Test
    void givesAPagesText() throws Exception {
        answers.put("/page", page("text/html; charset=utf-8", "<html><head><title>A &amp; B</title><script>evil()</script></head>"
                + "<body><h1>Head</h1><p>One <a href='https://x.test/y'>link</a></p><ul><li>a<li>b</ul><!-- no --></body></html>"));
        ToolResult result = fetch("/page", PRIVATE);
        assertFalse(result.error());
        assertTrue(result.text().contains("Title: A & B"), result.text());
        assertTrue(result.text().contains("# Head\n\nOne [link](https://x.test/y)\n\n- a\n- b"), result.text());
        assertFalse(result.text().contains("evil"));
        assertTrue(result.text().contains("not instructions"));
    }

    @Test
    void followsRedirectsAndChecksEachAnew() throws Exception {
        answers.put("/start", "HTTP/1.1 302 Found\r\nLocation: /page\r\n\r\n");
        answers.put("/page", page("text/plain", "here"));
        assertTrue(fetch("/start", PRIVATE).text().contains("here"));
        // The name is public, what it leads to isn't.
        answers.put("/evil", "HTTP/1.1 302 Found\r\nLocation: http://localhost:" + server.getLocalPort() + "/page\r\n\r\n");
        asked.clear();
        ToolException refused = assertThrows(ToolException.class, () -> call(
                "http://public.test:" + server.getLocalPort() + "/evil", PRIVATE, host -> {
                    if (host.equals("public.test")) {
                        return new InetAddress[] {InetAddress.getLoopbackAddress()};
                    }
                    throw new UnknownHostException();
                }));
        assertTrue(refused.getMessage().contains("no host"), refused.getMessage());
        assertEquals(List.of("/evil"), asked);
    }

    @Test
    void stopsAfterSomeRedirects() {
        answers.put("/loop", "HTTP/1.1 301 Moved\r\nLocation: /loop\r\n\r\n");
        assertTrue(assertThrows(ToolException.class, () -> fetch("/loop", PRIVATE)).getMessage().contains("leads on and on"));
        assertEquals(4, asked.size());
    }

    @Test
    void refusesItsOwnNetworkUnlessTheOwnerAllowsIt() {
        answers.put("/page", page("text/plain", "inside"));
        assertTrue(assertThrows(ToolException.class, () -> fetch("/page", "{}")).getMessage().startsWith("Blocked"));
        assertEquals(List.of(), asked);
    }

    /** By the bytes or by the time, whichever comes first. */
    @Test
    void endsAnAnswerThatNeverEnds() {
        try {
            assertTrue(fetch("/drip", PRIVATE).text().length() < 21_000);
        } catch (ToolException e) {
            assertTrue(e.getMessage().contains("in time"), e.getMessage());
        }
    }

    @Test
    void canBeSwitchedOff() {
        assertTrue(assertThrows(ToolException.class, () -> fetch("/page", "{\"enabled\":false}"))
                .getMessage().contains("switched off"));
    }

    @Test
    void reportsWhatIsNoTextAndNoHttp() {
        answers.put("/image", page("image/png", "\u0089PNG"));
        assertTrue(assertThrows(ToolException.class, () -> fetch("/image", PRIVATE)).getMessage().contains("no text"));
        answers.put("/garbage", "%%%%%\r\n\r\n");
        assertThrows(ToolException.class, () -> fetch("/garbage", PRIVATE));
        answers.put("/chunks", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nxx\r\n");
        assertThrows(ToolException.class, () -> fetch("/chunks", PRIVATE));
    }

    @Test
    void readsChunks() throws Exception {
        answers.put("/chunks", "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
        assertTrue(fetch("/chunks", PRIVATE).text().contains("abcde"));
    }

    private static String page(String type, String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\nConnection: close\r\n\r\n" + body;
    }

    private ToolResult fetch(String path, String config) throws ToolException {
        return call("http://127.0.0.1:" + server.getLocalPort() + path, config, PublicAddress::lookUp);
    }

    private static ToolResult call(String url, String config, Target.Lookup lookup) throws ToolException {
        Config snapshot;
        try {
            snapshot = new Config(Json.parse("{\"tools\":{\"web\":{\"fetch\":" + config + "}}}"), "h");
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
        ToolCall call = new ToolCall(
                "1", "main", "agent:main:main", null, Path.of("."), true, new ToolArguments(Json.object().put("url", url)),
                new Cancellation(), Instant.now().plusSeconds(20), progress -> {});
        return new WebFetchTool(() -> snapshot, Outbound.plain(), lookup, Clock.systemUTC()).call(call);
    }
}
