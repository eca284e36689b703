package org.openclaw.appliance.guard;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Ends the process in order with the status that asks a supervisor for another start, which is cheaper than being killed. Where
 * order takes too long, because every page of the program has to be read back first, it ends without. The thread that sees to
 * that is started by {@link #arm}.
 */
public final class EmergencyExit implements Shed, AutoCloseable {

    /** EX_TEMPFAIL of sysexits.h: start me again. */
    public static final int STATUS = 75;

    /** An orderly end takes some hundredths of a second; where every page has to be read back it is a race with the kernel. */
    private static final long PATIENCE_NANOS = 2_000_000_000L;
    /** What forbids an end now may not do so for long. */
    private static final int AGAIN_SECONDS = 15;

    private final CountDownLatch leaving = new CountDownLatch(1);
    private final BooleanSupplier wanted;
    private final Runnable lastWords;
    private final Thread overdue;

    /**
     * @param wanted whether to end at all
     * @param lastWords what is to be written down before; must be quick
     */
    public EmergencyExit(BooleanSupplier wanted, Runnable lastWords) {
        this.wanted = wanted;
        this.lastWords = lastWords;
        this.overdue = Thread.ofPlatform().name("emergency-exit").daemon().unstarted(this::endWhenOverdue);
    }

    /** Gets ready while there still is memory to do so. For one thread. */
    public void arm() {
        if (overdue.getState() == Thread.State.NEW) {
            overdue.start();
        }
    }

    @Override
    public String name() {
        return "exit";
    }

    @Override
    public Level from() {
        return Level.EMERGENCY;
    }

    @Override
    public int shed(Level level) {
        if (!wanted.getAsBoolean()) {
            return 0;
        }
        arm();
        leaving.countDown();
        lastWords.run();
        System.exit(STATUS);
        return 1;
    }

    @Override
    public int repeatSeconds() {
        return AGAIN_SECONDS;
    }

    /** Ends the waiting thread with the gateway; not when it is this that ends the gateway. */
    @Override
    public void close() {
        if (leaving.getCount() > 0) {
            overdue.interrupt();
        }
    }

    private void endWhenOverdue() {
        try {
            leaving.await();
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            for (long left = PATIENCE_NANOS; left > 0; left = deadline - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Runtime.getRuntime().halt(STATUS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
