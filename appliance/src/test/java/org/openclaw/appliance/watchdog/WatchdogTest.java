package org.openclaw.appliance.watchdog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.SupervisorNotifier;

class WatchdogTest {

    private static final Pace BRISK = new Pace(Duration.ofMillis(20), Duration.ofMillis(200));

    private final ExecutorService io = Executors.newSingleThreadExecutor();
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final BlockingQueue<String> pings = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> stalls = new LinkedBlockingQueue<>();
    private final CountDownLatch wedge = new CountDownLatch(1);

    @AfterEach
    void stop() {
        wedge.countDown();
        io.shutdownNow();
        other.shutdownNow();
    }

    private Watchdog watch() {
        return new Watchdog(
                List.of(new Part("io thread", io::execute), new Part("scheduler", other::execute)),
                new Supervisor(),
                BRISK,
                new Watchdog.StallLog() {
                    @Override
                    public void stalled(String what) {
                        stalls.add(what);
                    }

                    @Override
                    public void recovered() {
                        stalls.add("recovered");
                    }
                });
    }

    private static String next(BlockingQueue<String> queue) throws InterruptedException {
        String next = queue.poll(20, TimeUnit.SECONDS);
        assertTrue(next != null, "nothing came");
        return next;
    }

    @Test
    void tellsTheSupervisorAgainAndAgainWhileAllIsWell() throws Exception {
        try (Watchdog watchdog = watch()) {
            next(pings);
            next(pings);
        }
        assertTrue(stalls.isEmpty());
    }

    @Test
    void fallsSilentAndNamesThePartThatStandsStill() throws Exception {
        try (Watchdog watchdog = watch()) {
            next(pings);
            io.execute(this::standStill);
            assertEquals("io thread made no progress for 0 s", next(stalls));
            pings.clear();
            wedge.countDown();
            assertEquals("recovered", next(stalls));
            next(pings);
        }
    }

    private void standStill() {
        try {
            wedge.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPartThatTakesNothingMoreCountsAsStalled() throws Exception {
        io.shutdownNow();
        try (Watchdog watchdog = watch()) {
            assertTrue(next(stalls).startsWith("io thread made no progress"));
        }
        assertTrue(pings.isEmpty());
    }

    @Test
    void leavesTimeToWriteDownTheReasonBeforeTheSupervisorActs() {
        Pace pace = Pace.of(OptionalLong.of(60_000_000));
        assertEquals(Duration.ofSeconds(30), pace.interval());
        assertEquals(Duration.ofSeconds(15), pace.patience());
    }

    @Test
    void looksSeldomWhereNobodyActsOnIt() {
        assertEquals(Duration.ofSeconds(60), Pace.of(OptionalLong.empty()).interval());
    }

    @Test
    void reportsHoldEveryStackAndStayFew(@TempDir Path state) throws Exception {
        Path directory = Files.createDirectories(StallReports.in(state));
        for (int old = 10; old < 35; old++) {
            Files.writeString(directory.resolve("stall-20200101T0000" + old + "Z-1.txt"), "old");
        }
        Files.writeString(directory.resolve("hs_err_pid1.log"), "not ours");
        StallReports reports = new StallReports(directory, Clock.systemUTC());
        reports.write("io thread made no progress for 21 s");
        reports.write("a moment later");
        List<Path> files;
        try (var listed = Files.list(directory)) {
            files = listed.filter(file -> file.getFileName().toString().startsWith("stall-")).sorted().toList();
        }
        assertEquals(StallReports.MOST_FILES, files.size());
        String text = Files.readString(files.getLast());
        assertTrue(text.contains("io thread made no progress for 21 s"), text);
        assertTrue(text.contains("reportsHoldEveryStackAndStayFew"), text);
        assertFalse(text.contains("a moment later"));
        assertTrue(Files.exists(directory.resolve("hs_err_pid1.log")));
    }

    private final class Supervisor implements SupervisorNotifier {
        @Override
        public boolean listening() {
            return true;
        }

        @Override
        public void ready() {}

        @Override
        public void status(String text) {}

        @Override
        public void stopping() {}

        @Override
        public void extendTimeout(Duration more) {}

        @Override
        public OptionalLong watchdogMicros() {
            return OptionalLong.of(40_000);
        }

        @Override
        public void alive() {
            pings.add("alive");
        }

        @Override
        public void reloading() {}

        @Override
        public void failed(int errno) {}
    }
}
