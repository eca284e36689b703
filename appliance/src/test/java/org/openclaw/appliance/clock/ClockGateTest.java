package org.openclaw.appliance.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.server.Await;

class ClockGateTest {

    private static final Instant BUILT = Instant.parse("2026-11-21T00:00:00Z");
    private static final Instant LATER = Instant.parse("2027-03-01T08:00:00Z");

    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
    private volatile Instant now = LATER;
    private volatile BootEvidence.Clock told = BootEvidence.Clock.UNKNOWN;
    private volatile OptionalLong uptime = OptionalLong.empty();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    private ClockGate gate() {
        BootEvidence evidence = new BootEvidence() {
            @Override
            public Clock clock() {
                looks.incrementAndGet();
                return told;
            }
        };
        WallClock wall = new WallClock(
                new Clock() {
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
                },
                nanos::get,
                evidence,
                new PortablePlatform.JvmHostFacts() {
                    @Override
                    public OptionalLong hostUptimeMillis() {
                        return uptime;
                    }
                },
                BUILT);
        ClockGate gate = new ClockGate(wall, scheduler, scheduler, Duration.ofMillis(2));
        gate.begin();
        return gate;
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
        now = now.plus(time);
    }

    @Test
    void opensAtOnceWhereNothingSpeaksAgainstTheClock() throws Exception {
        ClockGate gate = gate();
        CountDownLatch ran = new CountDownLatch(1);
        gate.whenOpen(ran::countDown);
        assertTrue(ran.await(10, TimeUnit.SECONDS));
        assertTrue(gate.isOpen());
        assertTrue(gate.doubt().isEmpty());
        assertTrue(scheduler.getQueue().isEmpty(), "no timer stays");
    }

    @Test
    void holdsWorkUntilTheClockIsSynchronised() {
        told = BootEvidence.Clock.UNSYNCHRONISED;
        ClockGate gate = gate();
        AtomicInteger ran = new AtomicInteger();
        gate.whenOpen(ran::incrementAndGet);
        Await.until("three looks", () -> looks.get() >= 3);
        assertFalse(gate.isOpen());
        assertEquals(0, ran.get());
        assertEquals("unsynchronised", gate.json().path("state").asText());
        assertTrue(gate.json().path("holdsWork").asBoolean());

        told = BootEvidence.Clock.SYNCHRONISED;
        Await.until("the work runs", () -> ran.get() == 1);
        assertTrue(gate.isOpen());
        assertTrue(gate.doubt().isEmpty());
    }

    @Test
    void aTimeBeforeTheBuildIsWrongWhateverTheSystemSays() {
        now = Instant.parse("1970-01-01T00:00:12Z");
        told = BootEvidence.Clock.SYNCHRONISED;
        ClockGate gate = gate();
        assertEquals(ClockState.WRONG, gate.state());
        assertTrue(gate.doubt().orElseThrow().contains("1970-01-01T00:00:12Z"), gate.doubt().toString());
        assertFalse(gate.isOpen());

        now = LATER;
        Await.until("open", gate::isOpen);
        assertEquals(ClockState.SYNCHRONISED, gate.state());
    }

    @Test
    void waitsThreeMinutesAtMost() {
        now = Instant.EPOCH;
        ClockGate gate = gate();
        passes(ClockGate.PATIENCE.minusSeconds(1));
        AtomicInteger ran = new AtomicInteger();
        gate.whenOpen(ran::incrementAndGet);
        assertFalse(gate.isOpen());
        passes(Duration.ofSeconds(1));
        Await.until("the work runs", () -> ran.get() == 1);
        assertEquals(ClockState.WRONG, gate.state());
        assertTrue(gate.doubt().isPresent(), "it still tells");
    }

    @Test
    void aLeapOfTheClockDoesNotEndTheWait() {
        told = BootEvidence.Clock.UNSYNCHRONISED;
        ClockGate gate = gate();
        now = now.plus(Duration.ofDays(3));
        int before = looks.get();
        Await.until("another look", () -> looks.get() > before + 1);
        assertFalse(gate.isOpen());
    }

    @Test
    void doesNotWaitForATimeServerThatNeverCame() {
        told = BootEvidence.Clock.UNSYNCHRONISED;
        uptime = OptionalLong.of(ClockGate.SETTLED.toMillis());
        ClockGate gate = gate();
        Await.until("open", gate::isOpen);
        assertTrue(gate.doubt().isPresent());
    }

    @Test
    void runsNothingAfterItsEnd() {
        told = BootEvidence.Clock.UNSYNCHRONISED;
        ClockGate gate = gate();
        AtomicInteger ran = new AtomicInteger();
        gate.whenOpen(ran::incrementAndGet);
        gate.close();
        Await.until("no timer stays", () -> scheduler.getQueue().isEmpty());
        assertEquals(0, ran.get());
    }
}
