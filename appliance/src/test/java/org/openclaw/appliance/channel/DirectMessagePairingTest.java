package org.openclaw.appliance.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.store.Store;

class DirectMessagePairingTest {

    @TempDir
    private Path home;

    private final Hand clock = new Hand();
    private Store store;
    private DirectMessagePairing pairing;

    /** A clock that stands still until it's moved. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-02T03:04:05Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void open() {
        store = Store.open(home.resolve("test.sqlite"), clock);
        pairing = new DirectMessagePairing(store, clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Sender sender(String account, String id) {
        return new Sender("telegram", account, id, "Ann", Map.of("username", "ann"));
    }

    private String code(String id) {
        return pairing.request(sender("default", id)).orElseThrow().code();
    }

    @Test
    void codesHaveNoAmbiguousCharacters() {
        Set<String> codes = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            String code = pairing.request(sender("account-" + i, "1")).orElseThrow().code();
            assertTrue(code.matches("[A-HJ-NP-Z2-9]{8}"), code);
            assertTrue(codes.add(code), "twice: " + code);
        }
    }

    @Test
    void aSenderWhoAsksAgainKeepsHisCode() {
        AccessRequest first = pairing.request(sender("default", "1")).orElseThrow();
        assertEquals(first.createdAt(), first.lastSeenAt());
        clock.now = clock.now.plus(Duration.ofMinutes(5));
        AccessRequest again = pairing.request(sender("default", "1")).orElseThrow();
        assertEquals(first.code(), again.code());
        assertEquals(first.createdAt(), again.createdAt());
        assertEquals(first.lastSeenAt() + 300_000, again.lastSeenAt());
        assertEquals(List.of(again), pairing.waiting());
    }

    @Test
    void threeMayWaitForAnAccount() {
        String first = code("1");
        code("2");
        code("3");
        assertEquals(Optional.empty(), pairing.request(sender("default", "4")));
        assertTrue(pairing.request(sender("default", "3")).isPresent(), "who waits already isn't one more");
        assertTrue(pairing.request(sender("work", "4")).isPresent(), "another account has places of its own");
        pairing.approve("telegram", "default", first);
        assertTrue(pairing.request(sender("default", "4")).isPresent());
    }

    @Test
    void codesEndAfterAnHour() {
        String code = code("1");
        clock.now = clock.now.plus(Duration.ofHours(1)).minusMillis(1);
        assertEquals(1, pairing.waiting().size());
        clock.now = clock.now.plusMillis(1);
        assertEquals(List.of(), pairing.waiting());
        assertEquals(Optional.empty(), pairing.approve("telegram", "default", code));
        assertFalse(pairing.allows("telegram", "default", "1"));
        assertFalse(code("1").equals(code), "a new hour, a new code");
    }

    @Test
    void approvalLetsOneSenderInForGood() {
        String code = code("1");
        assertFalse(pairing.allows("telegram", "default", "1"));
        assertEquals(Optional.empty(), pairing.approve("telegram", "work", code), "another account's code");
        assertEquals(Optional.empty(), pairing.approve("signal", "default", code), "another channel's code");
        assertEquals("1", pairing.approve("telegram", "default", " " + code.toLowerCase(java.util.Locale.ROOT)).orElseThrow().sender().id());
        assertEquals(Optional.empty(), pairing.approve("telegram", "default", code), "a code works once");
        store.close();
        open();
        assertTrue(pairing.allows("telegram", "default", "1"));
        assertFalse(pairing.allows("telegram", "work", "1"));
        assertFalse(pairing.allows("telegram", "default", "2"));
    }

    @Test
    void aDismissedSenderMayAskAgain() {
        String code = code("1");
        assertTrue(pairing.dismiss("telegram", "default", code).isPresent());
        assertEquals(List.of(), pairing.waiting());
        assertFalse(pairing.allows("telegram", "default", "1"));
        assertTrue(pairing.request(sender("default", "1")).isPresent());
    }

    @Test
    void whatStrangersSayOfThemselvesIsBounded() {
        String huge = "x".repeat(5_000);
        Map<String, String> facts = new java.util.TreeMap<>();
        for (int i = 0; i < 100; i++) {
            facts.put(i + huge, huge);
        }
        pairing.request(new Sender("telegram", "default", "1", huge, facts));
        Sender kept = pairing.waiting().getFirst().sender();
        assertEquals(128, kept.label().length());
        assertEquals(8, kept.metadata().size());
        kept.metadata().forEach((name, value) -> assertEquals(256, name.length() + value.length()));
        assertThrows(IllegalArgumentException.class, () -> sender("default", huge));
        assertEquals("1", new Sender("telegram", "default", "1", " ", Map.of()).label());
    }
}
