package org.openclaw.appliance.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {

    private static final String CLOSE = "Connection: close\r\n";

    private TestServer server;

    private void serve(Route... routes) throws IOException {
        serve(Limits.LEAN, routes);
    }

    private void serve(Limits limits, Route... routes) throws IOException {
        server = newServer(limits, routes);
    }

    TestServer newServer(Limits limits, Route... routes) throws IOException {
        return TestServer.serving(limits, routes);
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private Socket socket() throws IOException {
        Socket socket = server.socket();
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Sends a request that asks for the connection to be closed, and reads the whole answer. */
    private String ask(String requestLine, String headers, String body) throws IOException {
        try (Socket socket = socket()) {
            write(socket, requestLine + " HTTP/1.1\r\nHost: localhost\r\n" + CLOSE + headers + "\r\n" + body);
            return readAll(socket);
        }
    }

    private String ask(String requestLine) throws IOException {
        return ask(requestLine, "", "");
    }

    private static String untilAfter(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended after: " + text);
            }
            text.append((char) b);
        }
        return text.toString();
    }

    private static Route hello() {
        return Route.open("GET", "/hello", call -> call.send(200, "text/plain", "hello".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void answersGetAndHeadWithSecurityHeaders() throws IOException {
        serve(hello(), Route.open("GET", "/quick", call -> call.json(200, List.of(1))).onIoThread());
        for (String path : List.of("/hello", "/quick")) {
            String get = ask("GET " + path);
            assertTrue(get.startsWith("HTTP/1.1 200 "), get);
            for (String header : List.of(
                    "X-Content-Type-Options: nosniff",
                    "Referrer-Policy: no-referrer",
                    "Permissions-Policy: camera=(), microphone=(self), geolocation=()")) {
                assertTrue(get.contains(header), get);
            }
            String head = ask("HEAD " + path);
            assertTrue(head.startsWith("HTTP/1.1 200 ") && head.endsWith("\r\n\r\n"), head);
            assertTrue(head.contains("Content-Length: " + get.substring(get.indexOf("\r\n\r\n") + 4).length()), head);
        }
    }

    @Test
    void namesTheMethodsAPathAnswers() throws IOException {
        serve(hello());
        for (String method : List.of("POST", "OPTIONS", "DELETE")) {
            String answer = ask(method + " /hello");
            assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
            assertTrue(answer.contains("Allow: GET, HEAD\r\n") && answer.endsWith("Method Not Allowed"), answer);
        }
    }

    @Test
    void answersUnknownPathsInTheirFamilysForm() throws IOException {
        serve(hello());
        String plain = ask("GET /nothing");
        assertTrue(plain.startsWith("HTTP/1.1 404 ") && plain.contains("text/plain") && plain.endsWith("Not Found"), plain);
        for (String path : List.of("/v1/nothing", "/api/nothing")) {
            String json = ask("GET " + path);
            assertTrue(json.startsWith("HTTP/1.1 404 "), json);
            assertTrue(json.endsWith("{\"error\":{\"message\":\"Not Found\",\"type\":\"not_found\"}}"), json);
        }
        assertTrue(ask("GET /hello/below").startsWith("HTTP/1.1 404 "));
    }

    @Test
    void prefersExactRoutesThenTheLongestPrefix() throws IOException {
        serve(
                Route.open("GET", "/", call -> say(call, "root " + call.rest())).andBelow(),
                Route.open("GET", "/a", call -> say(call, "a " + call.rest())).andBelow(),
                Route.open("GET", "/a/b", call -> say(call, "exact")));
        assertTrue(ask("GET /a/b").endsWith("exact"));
        assertTrue(ask("GET /a/x%20y+z").endsWith("a /x y+z"));
        assertTrue(ask("GET /ab").endsWith("root ab"));
        assertTrue(ask("GET /q?x=1").endsWith("root q"));
    }

    @Test
    void decodesQueriesAndRefusesBrokenEscapes() throws IOException {
        serve(Route.open("GET", "/q", call -> say(call, call.query("x").orElse("none"))).andBelow());
        assertTrue(ask("GET /q?x=a%20b+c%26").endsWith("a b c&"));
        assertTrue(ask("GET /q").endsWith("none"));
        assertTrue(ask("GET http://localhost/q?x=1").endsWith("1"));
        for (String broken : List.of("/q/%zz", "/q/%", "/q?x=%f")) {
            String answer = ask("GET " + broken);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
    }

    @Test
    void closesConnectionsThatAskNothing() throws IOException {
        serve(hello());
        try (Socket silent = socket()) {
            assertEquals("", readAll(silent));
        }
    }

    private static void say(HttpCall call, String text) throws IOException {
        call.send(200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void guardsOperatorRoutes() throws IOException {
        serve(Route.operator("GET", "/secret", call -> say(call, call.grant().orElseThrow().method())));
        String none = ask("GET /secret");
        assertTrue(none.startsWith("HTTP/1.1 401 "), none);
        assertTrue(none.endsWith("{\"error\":{\"message\":\"Unauthorized\",\"type\":\"unauthorized\"}}"), none);
        assertTrue(ask("GET /secret", "Authorization: Bearer wrong\r\n", "").startsWith("HTTP/1.1 401 "));
        assertTrue(ask("GET /secret?token=" + TestServer.TOKEN).startsWith("HTTP/1.1 401 "));
        assertTrue(ask("GET /secret", "Authorization: Bearer " + TestServer.TOKEN + "\r\n", "").endsWith("token"));
    }

    @Test
    void locksOutAPeerThatKeepsGuessing() throws IOException {
        serve(Route.operator("GET", "/secret", call -> say(call, "in")));
        String page = "Origin: http://evil.example\r\nAuthorization: Bearer ";
        for (int i = 0; i < 10; i++) {
            assertTrue(ask("GET /secret", page + "wrong\r\n", "").startsWith("HTTP/1.1 401 "));
        }
        String locked = ask("GET /secret", page + TestServer.TOKEN + "\r\n", "");
        assertTrue(locked.startsWith("HTTP/1.1 429 "), locked);
        assertTrue(locked.contains("Retry-After: ") && locked.contains("\"type\":\"rate_limited\""), locked);
    }

    @Test
    void refusesForwardingHeadersFromStrangers() throws IOException {
        serve(hello());
        for (String header : List.of("X-Forwarded-For: 1.2.3.4", "Forwarded: for=1.2.3.4", "X-Real-IP: 1.2.3.4")) {
            String answer = ask("GET /hello", header + "\r\n", "");
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
            assertTrue(answer.contains("\"type\":\"proxy_attribution_required\""), answer);
        }
    }

    private static Route upload(int most) {
        return new Route(Set.of("POST"), "/upload", false, Route.Guard.OPEN, false, call -> {
            try {
                say(call, "got " + call.body(most).length);
            } catch (HttpCall.TooLarge e) {
                call.error(413, "too_large", e.getMessage());
            }
        });
    }

    @Test
    void readsBodiesUpToTheRoutesBound() throws IOException {
        serve(upload(100_000));
        String body = "x".repeat(100_000);
        assertTrue(ask("POST /upload", "Content-Length: 100000\r\n", body).endsWith("got 100000"));
        assertTrue(ask("POST /upload", "Content-Length: 0\r\n", "").endsWith("got 0"));
        assertTrue(ask("POST /upload", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").endsWith("got 5"));
        assertTrue(ask("POST /upload", "Content-Length: 100001\r\n", "").startsWith("HTTP/1.1 413 "));
        String chunk = "ffff\r\n" + "x".repeat(0xffff) + "\r\n";
        assertTrue(ask("POST /upload", "Transfer-Encoding: chunked\r\n", chunk + chunk).startsWith("HTTP/1.1 413 "));
    }

    @Test
    void asksForTheBodyWhenTheClientWaitsToBeAsked() throws IOException {
        serve(upload(100));
        try (Socket socket = socket()) {
            write(socket, "POST /upload HTTP/1.1\r\nHost: localhost\r\n" + CLOSE
                    + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertTrue(untilAfter(socket.getInputStream(), "\r\n\r\n").startsWith("HTTP/1.1 100 "));
            write(socket, "abc");
            assertTrue(readAll(socket).endsWith("got 3"));
        }
    }

    @Test
    void givesUpQuietlyOnAChunkThatClaimsToBeHuge() throws IOException {
        serve(Limits.LEAN.withBodies(100, 1_000, 8), upload(100));
        PrintStream standardError = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (Socket socket = socket()) {
            write(socket, "POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\nabc");
            assertEquals("", readAll(socket));
        } finally {
            System.setErr(standardError);
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void givesUpOnABodyThatDoesNotCome() throws IOException {
        serve(Limits.LEAN.withBodies(100, 1_000, 8), upload(100));
        try (Socket socket = socket()) {
            write(socket, "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
            assertEquals("", readAll(socket));
        }
    }

    @Test
    void refusesHugeHeaders() throws IOException {
        serve(hello());
        String answer;
        try {
            answer = ask("GET /hello", "X-Big: " + "x".repeat(20_000) + "\r\n", "");
        } catch (java.net.SocketException e) {
            answer = "";
        }
        assertFalse(answer.contains("hello"), answer);
    }

    @Test
    void noticesThatTheClientLeftWhileAHandlerWorks() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        Route.Handler handler = call -> {
            try {
                call.body(100);
            } catch (HttpCall.TooLarge e) {
                throw new AssertionError(e);
            }
            call.onDisconnect(left::countDown);
            working.countDown();
            try {
                assertTrue(left.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        serve(Route.open("POST", "/work", handler));
        try (Socket socket = socket()) {
            write(socket, "POST /work HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nok");
            assertTrue(working.await(10, TimeUnit.SECONDS));
        }
        assertTrue(left.await(10, TimeUnit.SECONDS));
    }

    @Test
    void keepsARequestThatCameWhileWatchingForTheClientsLeaving() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        serve(
                hello(),
                Route.open("GET", "/work", call -> {
                    call.onDisconnect(() -> {});
                    working.countDown();
                    try {
                        second.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    say(call, "worked");
                }));
        try (Socket socket = socket()) {
            write(socket, "GET /work HTTP/1.1\r\nHost: localhost\r\n\r\n");
            working.await();
            write(socket, "GET /hello HTTP/1.1\r\nHost: localhost\r\n" + CLOSE + "\r\n");
            second.countDown();
            String both = readAll(socket);
            assertTrue(both.contains("worked") && both.endsWith("hello"), both);
        }
    }

    @Test
    void keepsTheConnectionForFurtherRequests() throws IOException {
        serve(hello(), upload(100));
        try (Socket socket = socket()) {
            for (int i = 0; i < 3; i++) {
                write(socket, "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n");
                String head = untilAfter(socket.getInputStream(), "hello");
                assertTrue(head.contains("Keep-Alive: timeout=5"), head);
                write(socket, "POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc");
                untilAfter(socket.getInputStream(), "got 3");
            }
        }
    }

    @Test
    void streamsWhatIsFlushedAtOnce() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        serve(Route.open("GET", "/stream", call -> {
            try (OutputStream out = call.stream(200, "text/event-stream")) {
                out.write("data: one\n\n".getBytes(StandardCharsets.UTF_8));
                out.flush();
                seen.await();
                out.write("data: two\n\n".getBytes(StandardCharsets.UTF_8));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (Socket socket = socket()) {
            write(socket, "GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
            String first = untilAfter(socket.getInputStream(), "data: one\n\n");
            assertTrue(first.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked"), first);
            seen.countDown();
            assertTrue(untilAfter(socket.getInputStream(), "0\r\n\r\n").contains("data: two\n\n"));
        }
    }

    @Test
    void streamsToHttp10ClientsWithoutChunks() throws IOException {
        serve(Route.open("GET", "/stream", call -> {
            try (OutputStream out = call.stream(200, "text/plain")) {
                out.write("one ".getBytes(StandardCharsets.UTF_8));
                out.flush();
                out.write("two".getBytes(StandardCharsets.UTF_8));
            }
        }));
        try (Socket socket = socket()) {
            write(socket, "GET /stream HTTP/1.0\r\n\r\n");
            String answer = readAll(socket);
            assertFalse(answer.toLowerCase(Locale.ROOT).contains("chunked"), answer);
            assertTrue(answer.endsWith("\r\n\r\none two"), answer);
        }
    }

    @Test
    void sendsLargeAnswersWhole() throws IOException {
        byte[] large = "0123456789".repeat(300_000).getBytes(StandardCharsets.US_ASCII);
        serve(Route.open("GET", "/large", call -> call.send(200, "text/plain", large)));
        String answer = ask("GET /large");
        assertTrue(answer.contains("Content-Length: 3000000"));
        assertEquals(3_000_000, answer.length() - answer.indexOf("\r\n\r\n") - 4);
    }

    @Test
    void cutsOffAReaderThatStopsReading() throws Exception {
        AtomicReference<IOException> failure = new AtomicReference<>();
        CountDownLatch failed = new CountDownLatch(1);
        serve(Limits.LEAN.withBodies(200, 10_000, 8), Route.open("GET", "/endless", call -> {
            try (OutputStream out = call.stream(200, "text/plain")) {
                while (true) {
                    out.write(new byte[8192]);
                }
            } catch (IOException e) {
                failure.set(e);
                failed.countDown();
                throw e;
            }
        }));
        try (Socket socket = socket()) {
            write(socket, "GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(failed.await(10, TimeUnit.SECONDS));
        }
        assertEquals("the client stopped reading", failure.get().getMessage());
    }

    @Test
    void boundsRequestsInProgressButNeverTheQuickOnes() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch working = new CountDownLatch(2);
        serve(
                Limits.LEAN.withBodies(10_000, 10_000, 2),
                Route.open("GET", "/health", call -> say(call, "live")).onIoThread(),
                Route.open("GET", "/work", call -> {
                    working.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    say(call, "done");
                }));
        try (Socket one = socket(); Socket two = socket()) {
            write(one, "GET /work HTTP/1.1\r\nHost: localhost\r\n" + CLOSE + "\r\n");
            write(two, "GET /work HTTP/1.1\r\nHost: localhost\r\n" + CLOSE + "\r\n");
            working.await();
            String refused = ask("GET /work");
            assertTrue(refused.startsWith("HTTP/1.1 503 ") && refused.contains("Retry-After: 1"), refused);
            assertTrue(ask("GET /health").endsWith("live"));
            release.countDown();
            assertTrue(readAll(one).endsWith("done"));
            assertTrue(readAll(two).endsWith("done"));
        }
        assertTrue(ask("GET /work").endsWith("done"));
    }

    @Test
    void reportsHandlersThatFailOrSayNothing() throws IOException {
        serve(
                Route.open("GET", "/silent", call -> {}),
                Route.open("GET", "/broken", call -> {
                    throw new IllegalStateException("the secret is 42");
                }));
        assertTrue(ask("GET /silent").startsWith("HTTP/1.1 500 "));
        String broken = ask("GET /broken");
        assertTrue(broken.startsWith("HTTP/1.1 500 "), broken);
        assertFalse(broken.contains("the secret"), broken);
    }

    @Test
    void namesTheAddressThatIsTaken() throws IOException {
        serve(hello());
        HttpServer second = new HttpServer(
                HttpServer.Settings.plain(List.of("127.0.0.1"), server.port()), List.of(), server.connections);
        BindFailedException failed = assertThrows(BindFailedException.class, second::start);
        assertEquals("127.0.0.1", failed.host());
        assertEquals(server.port(), failed.port());
    }

    @Test
    void servesSeveralAddressesOnOnePort() throws IOException {
        serve(hello());
        HttpServer both = new HttpServer(
                HttpServer.Settings.plain(List.of("127.0.0.2", "127.0.0.1"), 0),
                List.of(hello()),
                server.connections);
        both.start();
        try {
            for (String host : List.of("127.0.0.1", "127.0.0.2")) {
                try (Socket socket = new Socket(host, both.boundPort())) {
                    write(socket, "GET /hello HTTP/1.1\r\nHost: localhost\r\n" + CLOSE + "\r\n");
                    assertTrue(readAll(socket).endsWith("hello"));
                }
            }
        } finally {
            both.close();
        }
    }
}
