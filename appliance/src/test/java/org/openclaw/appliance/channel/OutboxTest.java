package org.openclaw.appliance.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.Bench;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ResolvedSecrets;
import org.openclaw.appliance.config.SecretInput;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.server.Await;
import org.openclaw.appliance.webhook.FakeReceiver;
import org.openclaw.appliance.webhook.WebhookClient;

/** Messages on their way out: none lost, none twice, whatever the other side does. */
class OutboxTest {

    private static final SendException BUSY = new SendException(SendException.Kind.TEMPORARY, "busy", 0);

    private Bench bench;

    @BeforeEach
    void open(@TempDir Path folder) {
        bench = new Bench(folder, "{\"commands\":{\"ownerAllowFrom\":[\"*\",\"nobody:1\",\"board:me\"]}}");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static Outbound message(String id) {
        return Outbound.text(id, "board", "me", "hello");
    }

    @Test
    void sendsARepetitionUnderTheSameKeyOnce() throws Exception {
        Delivery first = bench.channels.send(message("a"), "k");
        assertEquals(first, bench.channels.send(message("b"), "k"));
        assertEquals(1, bench.board.sent.size());
        bench.channels.send(message("c"), "other");
        bench.pass(Duration.ofMinutes(6));
        bench.channels.send(message("d"), "k");
        assertEquals(3, bench.board.sent.size());
    }

    @Test
    void twoAtOnceUnderTheSameKeyAreOne() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        AtomicReference<Delivery> other = new AtomicReference<>();
        Future<?> second = bench.workers.submit(() -> {
            both.countDown();
            both.await();
            other.set(bench.channels.send(message("b"), "k"));
            return null;
        });
        both.countDown();
        both.await();
        Delivery mine = bench.channels.send(message("a"), "k");
        second.get();
        assertEquals(mine, other.get());
        assertEquals(1, bench.board.sent.size());
    }

    @Test
    void remembersNoMoreThanAThousandAnswers() throws Exception {
        for (int i = 0; i < Outbox.MOST_REMEMBERED + 20; i++) {
            bench.channels.send(message("m" + i), "k" + i);
        }
        assertTrue(bench.store.read(sql -> OutboundTable.count(sql, OutboundTable.SENT)) <= Outbox.MOST_REMEMBERED);
    }

    @Test
    void keepsWhatFailsForNowAndSendsItOnceTheOtherSideIsBack() throws Exception {
        bench.board.failure = BUSY;
        Delivery delivery = bench.channels.send(message("a"), "k");
        assertInstanceOf(Delivery.Queued.class, delivery);
        assertInstanceOf(Delivery.Queued.class, bench.channels.send(message("b"), "k"), "the key stands for the first one");
        assertEquals(1, bench.channels.list("queued", 10).size());
        bench.board.failure = null;
        assertInstanceOf(Delivery.Sent.class, bench.channels.resubmit("a").orElseThrow());
        assertEquals(List.of("a"), bench.board.sent.stream().map(Outbound::id).toList());
    }

    @Test
    void sendsAfterARestartWhatWasQueuedOrCutOff() throws Exception {
        bench.board.failure = BUSY;
        bench.channels.send(message("queued"), null);
        bench.store.write(sql -> {
            OutboundTable.insert(
                    sql, message("cut"), null, OutboundTable.Part.NONE, OutboundTable.SENDING, bench.clock.millis());
            return null;
        });
        bench.channels.close();
        bench.board.failure = null;
        bench.pass(Duration.ofMinutes(1));
        assertTrue(Channels.hasWork(bench.store));
        try (Channels next = new Channels(
                bench::config, List.of(bench.board), List.of(), bench.store, bench.lifecycle, bench.scheduler, bench.workers)) {
            next.resume();
            Await.until("both are sent", () -> bench.board.sent.size() == 2);
            assertEquals(List.of("cut", "queued"), bench.board.sent.stream().map(Outbound::id).sorted().toList());
            Await.until("nothing is left", () -> !Channels.hasWork(bench.store));
        }
    }

    @Test
    void aMessageThatNeverArrivesBecomesADeadLetterThatCanBeResubmitted() throws Exception {
        bench.board.failure = new SendException(SendException.Kind.REFUSED, "unknown recipient", 0);
        assertInstanceOf(Delivery.Dead.class, bench.channels.send(message("a"), null));
        assertEquals("unknown recipient", bench.channels.list("dead", 10).get(0).path("error").asText());
        bench.board.failure = null;
        assertInstanceOf(Delivery.Sent.class, bench.channels.resubmit("a").orElseThrow());
        assertTrue(bench.channels.resubmit("a").isEmpty(), "what was sent isn't sent again");
        assertTrue(bench.channels.resubmit("nope").isEmpty());
    }

    @Test
    void givesUpAfterADozenTries() throws Exception {
        bench.board.failure = BUSY;
        bench.channels.send(message("a"), null);
        for (int i = 1; i < Outbox.MOST_ATTEMPTS; i++) {
            bench.store.write(sql -> sql.update("UPDATE outbound SET attempts = attempts + 0, next_at = 0"));
            bench.channels.close();
            try (Channels next = new Channels(
                    bench::config, List.of(bench.board), List.of(), bench.store, bench.lifecycle, bench.scheduler, bench.workers)) {
                int tries = i + 1;
                next.resume();
                Await.until("try " + tries, () -> bench.store.read(sql -> sql.first(
                                "SELECT attempts FROM outbound WHERE state <> 'sending'", row -> row.number("attempts")))
                        .filter(attempts -> attempts == tries)
                        .isPresent());
            }
        }
        assertEquals(1, bench.store.read(sql -> OutboundTable.count(sql, OutboundTable.DEAD)).longValue());
    }

    @Test
    void sendsNothingInSafeMode() {
        bench.lifecycle.suspendWork(Lifecycle.SAFE_MODE, new Lifecycle.Suspension("safe mode: x", 0));
        ProtocolException refused = assertThrows(ProtocolException.class, () -> bench.channels.send(message("a"), null));
        assertEquals("safe mode: x", refused.getMessage());
    }

    @Test
    void findsTheChannelByNameByPrefixAndWhereThereIsOnlyOne() throws Exception {
        assertEquals("x", bench.channels.route("board", "x").to());
        assertEquals("x", bench.channels.route(null, "board:x").to());
        assertEquals("board", bench.channels.route(null, "x").channel().id());
        assertEquals("me", bench.channels.owner().orElseThrow().to());
        assertThrows(ProtocolException.class, () -> bench.channels.route("fax", "x"));
        assertThrows(ProtocolException.class, () -> bench.channels.route("board", "a\nb"));
    }

    @Test
    void postsToAReceiverThatComesBack() throws Exception {
        AtomicReference<String> answer = new AtomicReference<>("HTTP/1.1 503 busy\r\n\r\n");
        try (FakeReceiver receiver = FakeReceiver.answering(answer::get)) {
            Config config = new Config(
                    Bench.json("{\"channels\":{\"webhook\":{\"url\":\"" + receiver.url("/in") + "\",\"token\":\"t\"}}}"), "h");
            WebhookClient client = new WebhookClient(org.openclaw.appliance.outbound.Outbound.plain(), bench.scheduler);
            Channel webhook = new WebhookChannel(() -> config, () -> client, bench.clock);
            try (Channels channels = new Channels(
                    () -> config, List.of(webhook), List.of(), bench.store, bench.lifecycle, bench.scheduler, bench.workers)) {
                Outbound message = Outbound.text("w", "webhook", "me", "hello");
                assertInstanceOf(Delivery.Queued.class, channels.send(message, "k"));
                answer.set("HTTP/1.1 200 ok\r\n\r\n");
                assertInstanceOf(Delivery.Sent.class, channels.resubmit("w").orElseThrow());
                for (int i = 0; i < 2; i++) {
                    String request = receiver.requests().take();
                    assertTrue(request.contains("Idempotency-Key: w\r\n") && request.contains("Authorization: Bearer t\r\n"), request);
                }
            }
        }
    }

    @Test
    void keepsAMessageWhileASecretItsReceiverWantsIsMissing() throws Exception {
        try (FakeReceiver receiver = FakeReceiver.answering(() -> "HTTP/1.1 200 ok\r\n\r\n")) {
            Config without = new Config(Bench.json("{\"channels\":{\"webhook\":{\"url\":\"" + receiver.url("/in")
                    + "\",\"headers\":{\"X-Room\":\"hall\",\"X-Key\":{\"source\":\"store\",\"provider\":\"default\",\"id\":\"K\"}}}}}"), "h");
            String path = "channels.webhook.headers.X-Key";
            AtomicReference<Config> config = new AtomicReference<>(secret(without, path, new SecretInput.Unresolved("no key")));
            WebhookClient client = new WebhookClient(org.openclaw.appliance.outbound.Outbound.plain(), bench.scheduler);
            WebhookChannel webhook = new WebhookChannel(config::get, () -> client, bench.clock);
            assertEquals(new ChannelState(ChannelState.Kind.OFF, "no key"), webhook.state());
            Outbound message = Outbound.text("w", "webhook", "me", "hello");
            SendException held = assertThrows(SendException.class, () -> webhook.send(message));
            assertEquals(SendException.Kind.TEMPORARY, held.kind());
            config.set(secret(without, path, new SecretInput.Known("the key")));
            assertEquals(ChannelState.READY, webhook.state());
            webhook.send(message);
            String request = receiver.requests().take();
            assertTrue(request.contains("X-Room: hall\r\n") && request.contains("X-Key: the key\r\n"), request);
        }
    }

    private static Config secret(Config config, String path, SecretInput input) {
        return config.with(new ResolvedSecrets(Map.of(path, input), Map.of(), List.of(), List.of()));
    }
}
