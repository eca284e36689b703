package org.openclaw.appliance.guard;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemoryProbe;
import org.openclaw.appliance.platform.MemorySample;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Watches the memory of this process and of the machine, says when it gets short, and gives things up before the kernel would
 * take the whole process. One thread of its own, with everything it needs allocated before memory is short: a look makes no
 * garbage. It looks every two seconds, four times a second while memory is short, and at once when the system sends a sign.
 */
public final class MemoryGuard implements AutoCloseable {

    private static final TaggedLogger LOG = Logger.tag("memory");
    private static final long CALM_NANOS = 2_000_000_000L;
    private static final long ALERT_NANOS = 250_000_000L;

    private record Rehearsal(Level level, long untilNanos) {}

    private final MemoryProbe probe;
    private final Supplier<Thresholds> thresholds;
    private final BooleanSupplier acts;
    private final Sheds sheds;
    private final Runnable caches;
    private final Consumer<Situation> told;
    private final Clock clock;
    private final JvmGauges jvm = new JvmGauges();
    private final Observer observer = new Observer(jvm);
    private final MemorySample sample = new MemorySample();
    private final MemorySample fresh = new MemorySample();
    private final Testimony testimony = new Testimony();
    private final Judge judge = new Judge();
    private final Tidying tidying = new Tidying();
    private final Trend trend = new Trend();
    private final Thread thread = Thread.ofPlatform().name("memory-guard").daemon().unstarted(this::watch);
    private volatile Situation situation;
    private volatile Rehearsal rehearsal;
    private volatile long growthPerHour;
    private volatile long alarms;
    private volatile long falseAlarms;

    /**
     * @param thresholds asked at every look, must make no garbage
     * @param acts whether things are given up; watched and told is in any case
     * @param sheds in the order they are to be done
     * @param caches gives up what the rest after work has no use for; must not block
     * @param told of every change, on the guard's thread: must not block
     */
    public MemoryGuard(
            MemoryProbe probe,
            Supplier<Thresholds> thresholds,
            BooleanSupplier acts,
            List<Shed> sheds,
            Runnable caches,
            Consumer<Situation> told,
            Clock clock) {
        this.probe = probe;
        this.thresholds = thresholds;
        this.acts = acts;
        this.sheds = new Sheds(sheds, this::processBytes);
        this.caches = caches;
        this.told = told;
        this.clock = clock;
        this.situation = new Situation(
                Level.NORMAL, Level.NORMAL, Optional.empty(), -1, -1, thresholds.get().budget(), clock.millis());
    }

    /** Begins to watch. */
    public void start() {
        thread.start();
    }

    /** The situation as of the last change. */
    public Situation situation() {
        return situation;
    }

    /** What this process may use as of now, bytes: it can have been changed since the last change of the situation. */
    public long budget() {
        return thresholds.get().budget();
    }

    /** What each shed has done. */
    public List<ShedRecord> sheds() {
        return sheds.records();
    }

    /** How fast the lowest size of this process has been growing for ten minutes, bytes an hour; 0 where it hasn't. */
    public long growthPerHour() {
        return growthPerHour;
    }

    /** How often memory was short since the start. */
    public long alarms() {
        return alarms;
    }

    /** How often it was one witness's word only, so that nothing was given up. */
    public long falseAlarms() {
        return falseAlarms;
    }

    /** Behaves for a while as if memory were short. @param level {@link Level#NORMAL} ends the rehearsal */
    public void rehearse(Level level, long seconds) {
        rehearsal = level == Level.NORMAL ? null : new Rehearsal(level, System.nanoTime() + seconds * 1_000_000_000L);
    }

    private void watch() {
        try {
            int signs = 0;
            while (!Thread.interrupted()) {
                look(signs, System.nanoTime());
                signs = probe.await(judge.level() == Level.NORMAL && rehearsal == null ? CALM_NANOS : ALERT_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look. */
    void look(int signs, long now) {
        probe.sample(sample);
        trend.add(sample.get(MemoryFigure.RSS), now);
        growthPerHour = trend.growthPerHour();
        Thresholds limits = thresholds.get();
        observer.observe(sample, signs, limits, now, testimony);
        addRehearsal(now);
        Level agreedBefore = judge.agreed();
        if (judge.hear(testimony, now)) {
            tell(limits);
        }
        alarms = judge.alarms();
        falseAlarms = judge.falseAlarms();
        sheds.follow(acts.getAsBoolean() ? judge.agreed() : Level.NORMAL, judge.agreed().compareTo(agreedBefore) > 0, now);
        // A warning nobody confirms may be about nothing but what work has left behind.
        if (judge.agreed() == Level.NORMAL && tidying.isDue(sample.get(MemoryFigure.RSS), jvm.collections(), now)) {
            tidy();
        }
    }

    private void tidy() {
        long before = sample.get(MemoryFigure.RSS);
        caches.run();
        System.gc();
        // What the first collection hands to cleaners, such as buffers of closed connections, is garbage only now.
        System.gc();
        probe.trim();
        long after = processBytes();
        tidying.done(after);
        LOG.info("memory given back after work: {}MB of {}MB", Math.max(0, before - after) >> 20, before >> 20);
    }

    private void addRehearsal(long now) {
        Rehearsal wanted = rehearsal;
        if (wanted == null) {
            return;
        }
        if (now - wanted.untilNanos() >= 0) {
            rehearsal = null;
        } else {
            testimony.says(Reason.SIMULATED, wanted.level(), wanted.level());
        }
    }

    private void tell(Thresholds limits) {
        Situation now = new Situation(
                judge.level(),
                judge.agreed(),
                Optional.ofNullable(judge.reason()),
                sample.get(MemoryFigure.RSS),
                sample.get(MemoryFigure.AVAILABLE),
                limits.budget(),
                clock.millis());
        situation = now;
        if (now.level() == Level.NORMAL) {
            LOG.info(now.line());
        } else {
            LOG.warn(now.line());
        }
        told.accept(now);
    }

    private long processBytes() {
        probe.sample(fresh);
        return fresh.get(MemoryFigure.RSS);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
