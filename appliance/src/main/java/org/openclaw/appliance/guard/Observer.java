package org.openclaw.appliance.guard;

import org.openclaw.appliance.platform.MemoryFigure;
import org.openclaw.appliance.platform.MemorySample;

/**
 * Makes a testimony of figures: what each reason calls for now, with the history that rates need. Makes no garbage but what
 * {@link JvmBeans} do. For one thread.
 */
final class Observer {

    private static final long TEN_SECONDS = 10_000_000_000L;
    private static final long TWO_SECONDS = 2_000_000_000L;
    /** Shares of time lost waiting, in microseconds per second. */
    private static final double SOME_WARNING = 100_000;
    private static final double FULL_CRITICAL = 50_000;
    private static final double FULL_EMERGENCY = 200_000;
    private static final double CONFIRMING = 0.8;
    /** Pages of 4 KiB per second: 2 MB read back, from swap space or from files, and 1 MB searched. */
    private static final double SWAP_CRITICAL = 512;
    private static final double READ_BACK_CRITICAL = 512;
    private static final double RECLAIM_CONFIRMS = 256;
    private static final int COMMIT_WARNING = 80;
    private static final int COMMIT_CRITICAL = 90;
    private static final int COMMIT_EMERGENCY = 97;
    private static final int MANY_THREADS = 128;
    private static final int TOO_MANY_THREADS = 256;
    private static final int GROWTH_WARNING_PERCENT = 8;
    /** Looks between two at figures that change slowly and cost garbage. */
    private static final int SLOW_LOOKS = 16;

    private final JvmGauges jvm;
    private final Counter stalledSome = new Counter();
    private final Counter stalledFull = new Counter();
    private final Counter swappedIn = new Counter();
    private final Counter filesReadBack = new Counter();
    private final Counter reclaim = new Counter();
    private final Counter groupHigh = new Counter();
    private final Counter groupMax = new Counter();
    private final Trend trend = new Trend();
    private final Lasting scarce = new Lasting(TWO_SECONDS);
    private final Lasting thrashing = new Lasting(TEN_SECONDS);
    private long lastSign = Long.MIN_VALUE;
    private int looks;
    private Level metaspace = Level.NORMAL;

    Observer(JvmGauges jvm) {
        this.jvm = jvm;
    }

    /**
     * @param signs how many signs of the system came since the last look
     * @param now a monotonic clock, nanoseconds
     */
    void observe(MemorySample sample, int signs, Thresholds thresholds, long now, Testimony into) {
        into.clear();
        ofProcess(sample, thresholds, now, into);
        ofJvm(sample, thresholds, into);
        ofSystem(sample, thresholds, now, into);
        ofStalls(sample, now, into);
        ofReclaim(sample, now, into);
        ofGroup(sample, thresholds, now, into);
        ofMessages(sample, signs, now, into);
    }

    private void ofProcess(MemorySample sample, Thresholds thresholds, long now, Testimony into) {
        long rss = sample.get(MemoryFigure.RSS);
        long budget = thresholds.budget();
        into.says(Reason.RSS_THRESHOLD, thresholds.ofShare(rss, budget), thresholds.nearShare(rss, budget));
        trend.add(rss, now);
        boolean grows = trend.growth() * 100 > budget * GROWTH_WARNING_PERCENT;
        into.says(Reason.RSS_GROWTH, grows ? Level.WARNING : Level.NORMAL, Level.NORMAL);
    }

    private void ofJvm(MemorySample sample, Thresholds thresholds, Testimony into) {
        boolean large = thresholds.ofShare(sample.get(MemoryFigure.RSS), thresholds.budget()) != Level.NORMAL;
        jvm.look(large);
        long heap = jvm.heapAfterCollection();
        // What the heap has taken from the system, garbage included, counts when the process is too large: it can be given back.
        Level taken = large ? thresholds.nearShare(jvm.heapCommitted(), jvm.heapMax()) : Level.NORMAL;
        Level near = thresholds.nearShare(heap, jvm.heapMax());
        into.says(Reason.HEAP_THRESHOLD, thresholds.ofShare(heap, jvm.heapMax()), taken.atLeast(near) ? taken : near);
        into.says(
                Reason.DIRECT,
                thresholds.ofShare(jvm.directUsed(), jvm.directMax()),
                thresholds.nearShare(jvm.directUsed(), jvm.directMax()));
        if (looks++ % SLOW_LOOKS == 0) {
            metaspace = thresholds.ofShare(jvm.metaspaceUsed(), jvm.metaspaceMax());
        }
        into.says(Reason.METASPACE, metaspace, metaspace);
        int threads = jvm.threads();
        Level many = threads >= TOO_MANY_THREADS ? Level.CRITICAL : threads >= MANY_THREADS ? Level.WARNING : Level.NORMAL;
        into.says(Reason.THREADS, many, many);
    }

    private void ofSystem(MemorySample sample, Thresholds thresholds, long now, Testimony into) {
        long available = sample.get(MemoryFigure.AVAILABLE);
        long total = sample.get(MemoryFigure.TOTAL);
        Level left = thresholds.ofAvailable(available, total);
        Level near = thresholds.nearAvailable(available, total);
        into.says(Reason.MEM_AVAILABLE, left, near);
        // A group that fills up with what can't be dropped makes the kernel search only when it is full, and kill right then.
        into.says(Reason.MEM_LASTING, Level.NORMAL, scarce.after(near, now));
        ofFiles(sample, thresholds, left, now, into);
        long limit = sample.get(MemoryFigure.COMMIT_LIMIT);
        long charge = sample.get(MemoryFigure.COMMIT_CHARGE);
        if (limit > 0 && charge >= 0) {
            Level level = ofCommit(charge * 100 / limit);
            into.says(Reason.COMMIT_LIMIT, level, level);
        }
    }

    // The kernel counts files as available although the programs that run are among them. It would go on dropping and reading
    // them for minutes, in which next to nothing moves, before it kills; what comes next has to come before that.
    private void ofFiles(MemorySample sample, Thresholds thresholds, Level left, long now, Testimony into) {
        filesReadBack.add(sample.get(MemoryFigure.FILES_READ_BACK), now);
        boolean inUse = left != Level.NORMAL && filesReadBack.perSecond(TEN_SECONDS) > READ_BACK_CRITICAL;
        Level without = inUse ? thresholds.ofAvailable(sample.get(MemoryFigure.FREE), sample.get(MemoryFigure.TOTAL)) : Level.NORMAL;
        Level atOnce = without == Level.EMERGENCY ? Level.CRITICAL : without;
        Level lasting = thrashing.after(without, now);
        Level calls = lasting.atLeast(atOnce) ? lasting : atOnce;
        into.says(Reason.FILE_THRASH, calls, calls);
    }

    private static Level ofCommit(long percent) {
        return percent >= COMMIT_EMERGENCY
                ? Level.EMERGENCY
                : percent >= COMMIT_CRITICAL
                        ? Level.CRITICAL
                        : percent >= COMMIT_WARNING ? Level.WARNING : Level.NORMAL;
    }

    private void ofStalls(MemorySample sample, long now, Testimony into) {
        stalledSome.add(sample.get(MemoryFigure.STALLED_SOME), now);
        stalledFull.add(sample.get(MemoryFigure.STALLED_FULL), now);
        double some = stalledSome.perSecond(TEN_SECONDS);
        double full = stalledFull.perSecond(TEN_SECONDS);
        double suddenly = stalledFull.perSecond(TWO_SECONDS);
        into.says(Reason.PSI_SOME, someLevel(some), someLevel(some / CONFIRMING));
        into.says(Reason.PSI_FULL, fullLevel(full, suddenly), fullLevel(full / CONFIRMING, suddenly / CONFIRMING));
    }

    private static Level someLevel(double micros) {
        return micros > SOME_WARNING ? Level.WARNING : Level.NORMAL;
    }

    private static Level fullLevel(double micros, double suddenMicros) {
        return suddenMicros > FULL_EMERGENCY
                ? Level.EMERGENCY
                : micros > FULL_CRITICAL ? Level.CRITICAL : Level.NORMAL;
    }

    // The kernel also searches when a file is copied: that confirms, it doesn't accuse.
    private void ofReclaim(MemorySample sample, long now, Testimony into) {
        swappedIn.add(sample.get(MemoryFigure.SWAPPED_IN), now);
        reclaim.add(sample.get(MemoryFigure.RECLAIM_SCANS), now);
        double swapped = swappedIn.perSecond(TEN_SECONDS);
        into.says(
                Reason.SWAP_THRASH,
                swapped > SWAP_CRITICAL ? Level.CRITICAL : Level.NORMAL,
                swapped > SWAP_CRITICAL * CONFIRMING ? Level.EMERGENCY : Level.NORMAL);
        boolean searching = reclaim.perSecond(TEN_SECONDS) > RECLAIM_CONFIRMS
                || reclaim.perSecond(TWO_SECONDS) > RECLAIM_CONFIRMS;
        into.says(Reason.RECLAIM, Level.NORMAL, searching ? Level.EMERGENCY : Level.NORMAL);
    }

    // A group is also full whenever a large file is copied in it: its file cache counts. That alone is no more than a warning.
    private void ofGroup(MemorySample sample, Thresholds thresholds, long now, Testimony into) {
        groupHigh.add(sample.get(MemoryFigure.GROUP_HIGH), now);
        groupMax.add(sample.get(MemoryFigure.GROUP_MAX), now);
        boolean high = groupHigh.grew();
        boolean max = groupMax.grew();
        boolean little = thresholds.nearAvailable(sample.get(MemoryFigure.AVAILABLE), sample.get(MemoryFigure.TOTAL))
                != Level.NORMAL;
        Level full = little ? Level.CRITICAL : Level.WARNING;
        boolean lately = groupMax.perSecond(TEN_SECONDS) > 0 || groupHigh.perSecond(TEN_SECONDS) > 0;
        into.says(Reason.CGROUP_HIGH, high ? Level.WARNING : Level.NORMAL, lately ? Level.WARNING : Level.NORMAL);
        into.says(Reason.CGROUP_LIMIT, max ? full : Level.NORMAL, lately ? Level.EMERGENCY : Level.NORMAL);
    }

    private void ofMessages(MemorySample sample, int signs, long now, Testimony into) {
        if (signs > 0) {
            lastSign = now;
        }
        boolean signalled = lastSign != Long.MIN_VALUE && now - lastSign < TEN_SECONDS;
        long level = sample.get(MemoryFigure.SYSTEM_LEVEL);
        boolean critical = level >= 2;
        into.says(
                Reason.OS_WARN,
                signalled || level == 1 ? Level.WARNING : Level.NORMAL,
                signalled ? Level.CRITICAL : Level.NORMAL);
        into.says(
                Reason.OS_CRITICAL,
                critical ? Level.CRITICAL : Level.NORMAL,
                critical ? Level.EMERGENCY : Level.NORMAL);
    }
}
