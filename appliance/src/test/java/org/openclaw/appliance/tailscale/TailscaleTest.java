package org.openclaw.appliance.tailscale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.CommandRunner;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.server.Await;

class TailscaleTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    private Path directory;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
        workers.shutdownNow();
    }

    private Path socket() {
        return directory.resolve("tailscaled.sock");
    }

    private Path log() {
        return directory.resolve("commands.log");
    }

    private Tailscale tailscale(Tailscale.Mode mode, String executable) {
        return Tailscale.of(mode, socket(), executable, scheduler, workers, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Tailscale tailscale(Tailscale.Mode mode) {
        return tailscale(mode, directory.resolve("no-such-command").toString());
    }

    /** A command that writes down what it is asked. */
    private String command(String state) throws IOException {
        Path script = directory.resolve("tailscale");
        Files.writeString(script, "#!/bin/sh\necho \"$*\" >> " + log() + "\ncase $1 in\n"
                + "status) echo '{\"BackendState\":\"" + state + "\",\"CertDomains\":[\"x\"],\"Self\":{\"DNSName\":\"board.tail.ts.net.\"}}';;\n"
                + "whois) echo '{\"UserProfile\":{\"LoginName\":\"bob@example.com\"}}';;\nesac\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    private static void awaitUrl(Tailscale tailscale) {
        Await.until("a route", () -> tailscale.exposure().url().isPresent());
    }

    @Test
    void routesTheTailnetThroughTheDaemonAndTakesItBack() throws IOException {
        try (FakeTailscaled daemon = new FakeTailscaled(socket())) {
            daemon.serveConfig = "{\"Web\":{\"board.tail.ts.net:443\":{\"Handlers\":{\"/other\":{\"Proxy\":\"http://127.0.0.1:1\"}}}}}";
            Tailscale tailscale = tailscale(Tailscale.Mode.SERVE);
            tailscale.expose(4711);
            awaitUrl(tailscale);
            assertEquals("Tailscale exposure: serve https://board.tail.ts.net/", tailscale.exposure().line(NOW));
            assertEquals(
                    Json.parseOwn("{\"Web\":{\"board.tail.ts.net:443\":{\"Handlers\":{\"/other\":{\"Proxy\":\"http://127.0.0.1:1\"},"
                            + "\"/\":{\"Proxy\":\"http://127.0.0.1:4711\"}}}},\"TCP\":{\"443\":{\"HTTPS\":true}},\"AllowFunnel\":{}}"),
                    Json.parseOwn(daemon.serveConfig));
            tailscale.close();
            assertFalse(daemon.serveConfig.contains("4711"), daemon.serveConfig);
            assertTrue(daemon.serveConfig.contains("/other"), daemon.serveConfig);
        }
    }

    @Test
    void opensAndClosesAFunnel() throws IOException {
        try (FakeTailscaled daemon = new FakeTailscaled(socket())) {
            Tailscale tailscale = tailscale(Tailscale.Mode.FUNNEL);
            tailscale.expose(4711);
            awaitUrl(tailscale);
            assertTrue(daemon.serveConfig.contains("\"AllowFunnel\":{\"board.tail.ts.net:443\":true}"), daemon.serveConfig);
            tailscale.close();
            assertEquals(Json.parseOwn("{\"TCP\":{},\"Web\":{},\"AllowFunnel\":{}}"), Json.parseOwn(daemon.serveConfig));
        }
    }

    @Test
    void leavesARouteThatIsNoLongerOurs() throws IOException {
        try (FakeTailscaled daemon = new FakeTailscaled(socket())) {
            Tailscale tailscale = tailscale(Tailscale.Mode.SERVE);
            tailscale.expose(4711);
            awaitUrl(tailscale);
            String somebodyElses = daemon.serveConfig.replace("4711", "80");
            daemon.serveConfig = somebodyElses;
            tailscale.close();
            assertEquals(somebodyElses, daemon.serveConfig);
        }
    }

    @Test
    void waitsForADaemonThatIsLate() throws IOException {
        Tailscale tailscale = tailscale(Tailscale.Mode.SERVE);
        tailscale.expose(4711);
        Await.until("an obstacle", () -> tailscale.exposure().waitingFor().contains("isn't installed"));
        try (FakeTailscaled daemon = new FakeTailscaled(socket())) {
            daemon.state = "NeedsLogin";
            Await.until("a sign-in", () -> tailscale.exposure().waitingFor().contains("tailscale up"));
            assertTrue(tailscale.exposure().line(NOW).startsWith("Tailscale exposure: serve (waiting: tailscaled is in state"));
        }
        tailscale.close();
    }

    @Test
    void saysWhatTheTailnetLacks() throws IOException {
        try (FakeTailscaled daemon = new FakeTailscaled(socket())) {
            daemon.certDomains = "null";
            Tailscale tailscale = tailscale(Tailscale.Mode.SERVE);
            tailscale.expose(4711);
            Await.until("an obstacle", () -> tailscale.exposure().waitingFor().contains("enable HTTPS"));
            tailscale.close();
            assertEquals("{}", daemon.serveConfig);
        }
    }

    @Test
    void usesTheCommandWhereThereIsNoSocket() throws IOException {
        Tailscale tailscale = tailscale(Tailscale.Mode.SERVE, command("Running"));
        tailscale.expose(4711);
        awaitUrl(tailscale);
        assertEquals(Optional.of("bob@example.com"), tailscale.whois().login("100.1.2.3"));
        tailscale.close();
        assertEquals(
                "status --json --peers=false\nserve --bg --yes --https=443 http://127.0.0.1:4711\n"
                        + "whois --json 100.1.2.3\nserve --yes --https=443 off\n",
                Files.readString(log()));
    }

    @Test
    void namesWhomTheDaemonKnowsAndAsksOnce() throws IOException {
        try (FakeTailscaled daemon = new FakeTailscaled(socket())) {
            Tailscale tailscale = tailscale(Tailscale.Mode.SERVE);
            assertEquals(Optional.of("ann@example.com"), tailscale.whois().login("100.101.102.103"));
            assertEquals(Optional.of("ann@example.com"), tailscale.whois().login("100.101.102.103"));
            assertEquals(1, daemon.requests.size());
            assertEquals(Optional.empty(), tailscale.whois().login("100.9.9.9"));
        }
    }

    @Test
    void aCommandThatHangsIsGivenUp() throws IOException {
        Path script = directory.resolve("hang");
        Files.writeString(script, "#!/bin/sh\nexec tail -f /dev/null\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        TailscaleCli cli = new TailscaleCli(script.toString(), CommandRunner.within(Duration.ofMillis(200)));
        assertTrue(assertThrows(TailscaleException.class, cli::status).getMessage().contains("took too long"));
    }

    @Test
    void warnsTwoWeeksBeforeTheNodeKeyExpires() {
        Exposure soon = new Exposure(
                "serve", Optional.of("https://board.tail.ts.net/"), Optional.of(NOW.plus(Duration.ofDays(10))), "");
        assertTrue(soon.line(NOW).contains("expires in 10 days"), soon.line(NOW));
        assertEquals(Optional.empty(), soon.keyWarning(NOW.minus(Duration.ofDays(5))));
        assertTrue(soon.line(NOW.plus(Duration.ofDays(11))).contains("has expired"));
    }

    @Test
    void takesATailnetAddressThatComesLate() {
        AtomicInteger looks = new AtomicInteger();
        AtomicInteger offers = new AtomicInteger();
        // Absent, then there but not bindable yet, then taken; then nobody looks any more.
        try (LateAddress watch = new LateAddress(
                () -> looks.incrementAndGet() < 3 ? Optional.empty() : Optional.of("100.64.1.2"),
                address -> offers.incrementAndGet() == 2,
                scheduler, workers, 5)) {
            Await.until("the address is in use", () -> offers.get() == 2);
            Await.until("the watch ends", watch::over);
            assertEquals(2, offers.get());
        }
    }
}
