package org.openclaw.appliance.bootlog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openclaw.appliance.clock.ClockState;
import org.openclaw.appliance.clock.WallClock;
import org.openclaw.appliance.platform.BootEvidence;
import org.openclaw.appliance.platform.HostFacts;
import org.openclaw.appliance.protocol.ProductVersion;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Why the run before ended, how this start went, and what the next start will know of this run. Thread-safe. Nothing of it
 * can keep the gateway from starting.
 */
public final class BootLog implements AutoCloseable {

    /** How often the run record is renewed in memory. */
    static final Duration MEMORY_PACE = Duration.ofSeconds(15);

    private static final TaggedLogger LOG = Logger.tag("gateway/boot");

    private final Place place;
    private final Lifecycle lifecycle;
    private final Supplier<Vitals> vitals;
    private final RunFiles files;
    private final Traces traces;
    private final RunJournal journal;
    private final long processMillis;
    private volatile PreviousEnd previous;
    private volatile Store store;
    private final Thread beginning;
    private volatile Thread recording;
    private volatile Future<?> renewal;

    /**
     * Where a gateway and its traces are.
     *
     * @param runDir holds the run record and the unit's note; exists
     * @param reports where crash and stall reports are kept
     * @param version the product's version
     */
    public record Place(Path runDir, Path reports, String version, HostFacts host, BootEvidence evidence) {

        RunFiles files() {
            return RunFiles.in(runDir, evidence.volatileDirectory());
        }
    }

    /**
     * Finds out how the run before ended, logs it, and begins the record of this one. Costs a few milliseconds. Call it once
     * the state directory is surely ours.
     *
     * @param vitals how this process fares, asked four times a minute
     */
    public BootLog(Place place, Lifecycle lifecycle, Supplier<Vitals> vitals) {
        this.place = place;
        this.lifecycle = lifecycle;
        this.vitals = vitals;
        this.files = place.files();
        this.traces = PreviousRun.traces(files, place.evidence(), place.reports());
        this.previous = Diagnosis.of(traces);
        this.processMillis = beganBefore();
        this.journal = new RunJournal(files, thisRun());
        if (previous.cause().isUnclean() || previous.cause() == EndCause.MEMORY_EMERGENCY) {
            LOG.warn("previous run ended: {}", previous.line());
        } else {
            LOG.info("previous run ended: {}", previous.line());
        }
        // Flash is slow, and the start needn't wait for it.
        beginning = Thread.ofVirtual().name("run-record").start(this::begin);
    }

    private void begin() {
        journal.save();
        try {
            files.consumeExitNote();
        } catch (IOException e) {
            LOG.warn("{} can't be removed and will be taken for the next run's end: {}", files.exitNote(), e.toString());
        }
    }

    /** How long the process had lived when the gateway began; 0 where unknown, or where it is not the process's first. */
    private long beganBefore() {
        long pid = ProcessHandle.current().pid();
        boolean again = traces.sameBoot() && traces.run().filter(run -> run.start().pid() == pid && run.finished()).isPresent();
        long age = again ? 0 : place.evidence().processAgeMillis().orElse(0);
        return Math.max(0, age - lifecycle.uptimeMillis());
    }

    private RunRecord thisRun() {
        long up = up();
        List<Long> unclean = traces.run()
                .map(run -> UncleanEnds.after(run, previous.cause().isUnclean(), traces.sameBoot(), up))
                .orElse(List.of());
        RunRecord.Start start = new RunRecord.Start(
                UUID.randomUUID().toString(),
                traces.bootId().orElse(""),
                ProcessHandle.current().pid(),
                lifecycle.clock().millis(),
                up,
                place.version(),
                System.getProperty("user.dir", ""),
                traces.oomKills());
        return RunRecord.begun(start, vitals.get(), unclean);
    }

    /** Why the run before ended, as far as is known by now. */
    public PreviousEnd previous() {
        return previous;
    }

    /** How many runs ended unclean within that time, the one before this included. */
    public int uncleanEnds(Duration window) {
        return UncleanEnds.within(journal.record().unclean(), window, up());
    }

    /** How long until the last unclean end is so long ago; zero where it is already, or there was none. */
    Duration untilForgotten(Duration window) {
        long last = journal.record().unclean().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE / 2);
        return Duration.ofMillis(Math.max(0, window.toMillis() - (up() - last)));
    }

    /** Forgets the unclean ends, so that one more doesn't make a crash loop. */
    public void forgive() {
        journal.change(RunRecord::forgiven, true);
    }

    /** Records this start; the start doesn't wait for it. */
    public void keepIn(Store opened, boolean safeMode) {
        store = opened;
        RunRecord.Start start = journal.record().start();
        BootRecord boot = new BootRecord(
                start.atMillis(),
                BootEvidence.Clock.UNKNOWN.wireName(),
                start.version(),
                start.pid(),
                previous.json(),
                safeMode,
                null);
        recording = Thread.ofVirtual().name("boot-record").start(() -> write(kept -> kept.write(sql -> {
            BootTable.insert(sql, start.id(), boot);
            return null;
        })));
    }

    /**
     * Completes the record of this start, looks for evidence that takes time, and keeps the run record fresh from now on.
     *
     * @param workers runs what may wait
     */
    public void ready(ScheduledExecutorService scheduler, Executor workers) {
        workers.execute(() -> {
            try {
                complete();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Duration pace = files.memory().isPresent() ? MEMORY_PACE : RunJournal.DISK_PACE;
        renewal = scheduler.scheduleWithFixedDelay(
                () -> workers.execute(this::renew), pace.toMillis(), pace.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Renews the run record out of turn, because something changed that the next start should know. */
    public void renew() {
        RunRecord.Seen now = new RunRecord.Seen(lifecycle.clock().millis(), up(), vitals.get());
        journal.change(record -> record.seen(now));
    }

    private void complete() throws InterruptedException {
        BootRecord.Ready ready = howItWent();
        journal.change(RunRecord::nowReady);
        LOG.info("ready after {} ms: {}", ready.millis(), text(ready.phases()));
        String id = journal.record().start().id();
        recording.join();
        write(kept -> kept.write(sql -> {
            BootTable.ready(sql, id, ready);
            return null;
        }));
        lookCloser();
        String clock = clockState().wireName();
        write(kept -> kept.write(sql -> {
            BootTable.learnt(sql, id, clock, previous.json());
            return null;
        }));
    }

    private BootRecord.Ready howItWent() {
        List<BootRecord.Phase> phases = new ArrayList<>();
        if (processMillis > 0) {
            phases.add(new BootRecord.Phase("jvm", processMillis));
        }
        long from = lifecycle.startedNanos();
        String name = "process";
        for (Lifecycle.Step step : lifecycle.steps()) {
            phases.add(new BootRecord.Phase(name, (step.begunNanos() - from) / 1_000_000));
            from = step.begunNanos();
            name = step.name();
        }
        return new BootRecord.Ready(
                processMillis + (from - lifecycle.startedNanos()) / 1_000_000, vitals.get().rssBytes(), List.copyOf(phases));
    }

    private static String text(List<BootRecord.Phase> phases) {
        StringBuilder text = new StringBuilder();
        phases.forEach(phase ->
                text.append(text.isEmpty() ? "" : ", ").append(phase.name()).append(' ').append(phase.millis()));
        return text.toString();
    }

    private ClockState clockState() {
        return new WallClock(
                        lifecycle.clock(), System::nanoTime, place.evidence(), place.host(), ProductVersion.built())
                .look();
    }

    /** The kernel's log may know for certain what counters only suggest. */
    private void lookCloser() throws InterruptedException {
        if (traces.run().isEmpty()
                || !previous.cause().isUnclean()
                || previous.strength() == Strength.CERTAIN
                || !traces.sameBoot()) {
            return;
        }
        Optional<String> record = place.evidence().oomRecord(traces.run().get().start().pid());
        if (record.isPresent()) {
            previous = Diagnosis.of(traces.withOomRecord(record));
            LOG.warn("previous run ended: {}", previous.line());
        }
    }

    /** Notes that the gateway is to end, and by whose wish; the last word before {@link #close} counts. */
    public void plan(PlannedEnd end) {
        journal.change(record -> record.planned(end));
    }

    /** Notes what makes no progress, lest the supervisor ends the process for it. @param what a sentence */
    public void stalled(String what) {
        journal.change(record -> record.stalled(what), true);
    }

    /** Takes {@link #stalled} back. */
    public void progressed() {
        journal.change(record -> record.stalled(null), true);
    }

    /** The starts on record, the newest first. @param most how many at most */
    public List<BootRecord> boots(int most) {
        Store kept = store;
        return kept == null ? List.of() : kept.read(sql -> BootTable.newest(sql, most));
    }

    /** How many runs within that time, the last included, ended themselves for want of memory. Blocks on the database. */
    public int memoryEmergencies(Duration window) {
        long now = journal.record().start().atMillis();
        String word = EndCause.MEMORY_EMERGENCY.wireName();
        // The record of this start may not be there yet, so what it tells is counted apart.
        long before = boots(BootTable.MOST).stream()
                .filter(boot -> boot.startedAtMillis() < now && now - boot.startedAtMillis() <= window.toMillis())
                .filter(boot -> boot.previous().path("cause").asText().equals(word))
                .count();
        return (int) before + (previous.cause() == EndCause.MEMORY_EMERGENCY ? 1 : 0);
    }

    /** How many starts are remembered. */
    public static int remembered() {
        return BootTable.MOST;
    }

    /** Notes that the run ended in good order: as planned, or by a signal. */
    @Override
    public void close() {
        if (renewal != null) {
            renewal.cancel(false);
        }
        RunRecord.Seen now = new RunRecord.Seen(lifecycle.clock().millis(), up(), vitals.get());
        boolean starting = lifecycle.state() == Lifecycle.State.STARTING;
        PlannedEnd otherwise = starting
                ? new PlannedEnd(PlannedEnd.Kind.GIVEN_UP, "the log tells why")
                : PlannedEnd.stop("a signal");
        journal.finish(record -> {
            RunRecord last = record.seen(now);
            return (last.planned() == null ? last.planned(otherwise) : last).nowFinished();
        });
    }

    /** Waits until everything a start leaves to other threads is done. */
    void settle() {
        try {
            beginning.join();
            if (recording != null) {
                recording.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Brings the copy on disk up to date. */
    void settleOnDisk() {
        journal.save();
    }

    private long up() {
        return place.host().hostUptimeMillis().orElseGet(() -> lifecycle.clock().millis());
    }

    @FunctionalInterface
    private interface Writing {
        void to(Store kept);
    }

    private void write(Writing writing) {
        Store kept = store;
        if (kept == null) {
            return;
        }
        try {
            writing.to(kept);
        } catch (StoreException e) {
            LOG.warn("this start can't be recorded: {}", e.getMessage());
        }
    }
}
