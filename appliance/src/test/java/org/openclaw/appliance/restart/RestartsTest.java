package org.openclaw.appliance.restart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.restart.RestartRequest.Source;

class RestartsTest {

    private final BlockingQueue<RestartRequest> due = new LinkedBlockingQueue<>();
    private final AtomicInteger work = new AtomicInteger();
    private Thread taker;

    @BeforeEach
    void nobodyTakesYet() {
        taker = null;
    }

    @AfterEach
    void stop() {
        if (taker != null) {
            taker.interrupt();
        }
    }

    private Restarts taken(Duration coolDown) {
        Restarts restarts = new Restarts(coolDown);
        restarts.attach(work::get);
        taker = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    due.add(restarts.next());
                }
            } catch (InterruptedException e) {
                return;
            }
        });
        return restarts;
    }

    private RestartRequest next() throws InterruptedException {
        return due.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void anIdleGatewayRestartsAtOnce() throws Exception {
        Restarts restarts = taken(Restarts.COOL_DOWN);
        assertEquals(new Restarts.Scheduled(false, 0), restarts.request(new RestartRequest(Source.RPC, "a test")));
        assertEquals("a test", next().reason());
        assertEquals(Optional.empty(), restarts.waiting());
    }

    @Test
    void manyRequestsMakeOneRestart() throws Exception {
        work.set(1);
        Restarts restarts = taken(Restarts.COOL_DOWN);
        assertFalse(restarts.request(new RestartRequest(Source.CONFIG, "first")).coalesced());
        for (int i = 0; i < 20; i++) {
            assertTrue(restarts.request(new RestartRequest(Source.CONFIG, "again")).coalesced());
        }
        work.set(0);
        assertEquals("first", next().reason());
        assertTrue(restarts.request(new RestartRequest(Source.SIGUSR1, "during the restart")).coalesced());
        assertEquals(Optional.empty(), restarts.waiting());
    }

    @Test
    void aRequestSoonAfterARestartWaits() throws Exception {
        Restarts restarts = taken(Restarts.COOL_DOWN);
        restarts.request(new RestartRequest(Source.RPC, "first"));
        next();
        restarts.begun();
        restarts.attach(work::get);
        Restarts.Scheduled later = restarts.request(new RestartRequest(Source.SIGUSR2, "second", Duration.ZERO));
        assertFalse(later.coalesced());
        assertTrue(later.delayMillis() > 20_000 && later.delayMillis() <= 30_000, () -> "delay " + later.delayMillis());
        assertEquals("second", restarts.waiting().orElseThrow().request().reason());
        assertTrue(due.isEmpty());
    }

    @Test
    void theCoolDownEnds() throws Exception {
        Restarts restarts = taken(Duration.ofMillis(50));
        restarts.request(new RestartRequest(Source.RPC, "first"));
        next();
        restarts.begun();
        restarts.attach(work::get);
        restarts.request(new RestartRequest(Source.RPC, "second"));
        assertEquals("second", next().reason());
    }

    @Test
    void whoIsInAHurryHastensTheRestartThatWaits() throws Exception {
        work.set(3);
        Restarts restarts = taken(Restarts.COOL_DOWN);
        restarts.request(new RestartRequest(Source.CONFIG, "patient"));
        assertTrue(restarts.waiting().isPresent());
        assertTrue(restarts.request(new RestartRequest(Source.RPC, "now", Duration.ZERO)).coalesced());
        assertEquals("patient", next().reason());
    }

    @Test
    void patienceEnds() throws Exception {
        work.set(1);
        Restarts restarts = taken(Restarts.COOL_DOWN);
        restarts.request(new RestartRequest(Source.RPC, "soon", Duration.ofMillis(20)));
        assertEquals("soon", next().reason());
    }

    @Test
    void aRestartThatDoesNotHappenLeavesNoCoolDown() throws Exception {
        Restarts restarts = taken(Restarts.COOL_DOWN);
        restarts.request(new RestartRequest(Source.RPC, "first"));
        next();
        restarts.cancelled();
        assertEquals(0, restarts.request(new RestartRequest(Source.RPC, "second")).delayMillis());
        assertEquals("second", next().reason());
    }

    @Test
    void aChangeThatIsTakenBackNeedsNoRestart() {
        work.set(1);
        Restarts restarts = taken(Restarts.COOL_DOWN);
        restarts.request(new RestartRequest(Source.CONFIG, "changed"));
        restarts.withdrawConfig();
        assertEquals(Optional.empty(), restarts.waiting());
        restarts.request(new RestartRequest(Source.RPC, "wanted"));
        restarts.withdrawConfig();
        assertTrue(restarts.waiting().isPresent());
    }

    @Test
    void reasonsAreShortSingleLines() {
        assertEquals("a b", new RestartRequest(Source.RPC, "a\nb\u0007").reason());
        assertEquals(200, new RestartRequest(Source.RPC, "x".repeat(300)).reason().length());
    }
}
