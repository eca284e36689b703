package org.openclaw.appliance.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.outbound.Outbound;

/** Posts to receivers that behave well and badly, and addresses that mustn't be reached. */
class WebhookClientTest {

    private static final byte[] BODY = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final WebhookClient client = new WebhookClient(Outbound.plain(), scheduler);

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void postsWhatItIsGiven() throws Exception {
        try (FakeReceiver receiver = FakeReceiver.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            client.post(URI.create(receiver.url("/in?x=1")), Map.of("Idempotency-Key", "k"), BODY, ReachPolicy.ANY, Duration.ofSeconds(10));
            String request = receiver.requests().take();
            assertTrue(request.startsWith("POST /in?x=1 HTTP/1.1\r\nHost: 127.0.0.1:"), request);
            assertTrue(request.contains("\r\nIdempotency-Key: k\r\n") && request.endsWith("\r\n\r\n{\"a\":1}"), request);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, REFUSED", "404, REFUSED", "301, REFUSED", "500, TEMPORARY", "503, TEMPORARY", "429, TEMPORARY", "408, TEMPORARY"
    })
    void tellsWhatMayWorkLaterFromWhatWillNot(int status, WebhookException.Kind kind) throws Exception {
        try (FakeReceiver receiver = FakeReceiver.answering("HTTP/1.1 " + status + " x\r\nRetry-After: 7\r\nLocation: http://x\r\n\r\n")) {
            WebhookException refused = failure(receiver);
            assertEquals(kind, refused.kind());
            assertEquals(7_000, refused.retryAfterMillis());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SSH-2.0-x\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 100 c\r\n\r\nHTTP/1.1 100 c\r\n\r\n", "HTTP/1.1 99 x\r\n\r\n"})
    void triesAgainWhereWhatComesIsNotHttp(String answer) throws Exception {
        try (FakeReceiver receiver = FakeReceiver.answering(answer)) {
            assertEquals(WebhookException.Kind.TEMPORARY, failure(receiver).kind());
        }
    }

    @Test
    void readsNoMoreThanAHeader() throws Exception {
        try (FakeReceiver receiver = FakeReceiver.answering("HTTP/1.1 500 " + "x".repeat(100_000))) {
            assertEquals(WebhookException.Kind.TEMPORARY, failure(receiver).kind());
        }
    }

    @Test
    void waitsNoLongerThanItMay() throws Exception {
        try (FakeReceiver receiver = FakeReceiver.silent()) {
            WebhookException late = assertThrows(WebhookException.class, () -> client.post(
                    URI.create(receiver.url("/")), Map.of(), BODY, ReachPolicy.ANY, Duration.ofMillis(100)));
            assertEquals(WebhookException.Kind.TEMPORARY, late.kind());
        }
    }

    @Test
    void namesNeitherPathNorQueryWhereItFails() throws Exception {
        try (FakeReceiver receiver = FakeReceiver.answering("HTTP/1.1 500 x\r\n\r\n")) {
            assertFalse(failure(receiver).getMessage().contains("secret"));
        }
    }

    @Test
    void sendsNoHeaderThatCouldBeTwo() {
        WebhookException refused = assertThrows(WebhookException.class, () -> client.post(
                URI.create("http://127.0.0.1:9/"), Map.of("X", "a\r\nY: b"), BODY, ReachPolicy.ANY, Duration.ofSeconds(1)));
        assertEquals(WebhookException.Kind.FORBIDDEN, refused.kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x/", "file:///etc/passwd", "http:///x", "http://user@host/", "/x", "http://[bad/"})
    void knowsWhatIsNoAddress(String text) {
        assertFalse(WebhookClient.isAddress(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "0.1.2.3", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1", "203.0.113.5", "::1", "::", "fe80::1", "fc00::1", "fd12::1",
        "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1"
    })
    void keepsToPublicAddressesUnlessTold(String address) throws IOException {
        InetAddress target = InetAddress.getByName(address);
        assertFalse(ReachPolicy.STRICT.admits("x", target));
        assertTrue(ReachPolicy.ANY.admits("x", target));
        ReachPolicy named = new ReachPolicy(false, false, false, List.of("home.example"), List.of());
        assertTrue(named.admits("Home.Example", target));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111"})
    void reachesPublicAddresses(String address) throws IOException {
        assertTrue(ReachPolicy.STRICT.admits("x", InetAddress.getByName(address)));
    }

    @Test
    void doesNotEvenConnectWhereItMayNot() throws Exception {
        try (FakeReceiver receiver = FakeReceiver.answering("HTTP/1.1 204 x\r\n\r\n")) {
            WebhookException refused = assertThrows(WebhookException.class, () -> client.post(
                    URI.create(receiver.url("/")), Map.of(), BODY, ReachPolicy.STRICT, Duration.ofSeconds(5)));
            assertEquals(WebhookException.Kind.FORBIDDEN, refused.kind());
            assertTrue(receiver.requests().isEmpty());
        }
    }

    private WebhookException failure(FakeReceiver receiver) {
        return assertThrows(WebhookException.class, () -> client.post(
                URI.create(receiver.url("/secret?secret=1")), Map.of(), BODY, ReachPolicy.ANY, Duration.ofSeconds(10)));
    }
}
