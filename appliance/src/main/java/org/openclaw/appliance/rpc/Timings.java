package org.openclaw.appliance.rpc;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Logs how long things took while {@code gateway.logTimings} asks for it: everything slow, and of the rest one a second, so
 * that a busy gateway doesn't wear out its card. Each line contains the word {@code timing}. Thread-safe.
 */
public final class Timings {

    /** From here on something is slow, in milliseconds. */
    public static final long SLOW_MILLIS = 50;

    private static final long SAMPLE_NANOS = 1_000_000_000L;
    private static final TaggedLogger LOG = Logger.tag("timing");

    private final BooleanSupplier wanted;
    private final LongSupplier nanos;
    private final AtomicLong nextSample = new AtomicLong(Long.MIN_VALUE);

    /** @param wanted whether timings are asked for, at any moment @param nanos a clock like {@link System#nanoTime} */
    public Timings(BooleanSupplier wanted, LongSupplier nanos) {
        this.wanted = wanted;
        this.nanos = nanos;
    }

    /** None at all. */
    public static Timings off() {
        return new Timings(() -> false, System::nanoTime);
    }

    /** Whether anything is to be measured. */
    public boolean wanted() {
        return wanted.getAsBoolean();
    }

    /** Now, for {@link #millis}. */
    public long now() {
        return nanos.getAsLong();
    }

    /** Logs what took so long, if it is slow or its turn has come. @param line such as {@code rpc method=status queueMs=0.1} */
    public void tell(long totalNanos, Supplier<String> line) {
        if (wanted() && (totalNanos >= SLOW_MILLIS * 1_000_000 || isSample())) {
            LOG.info("timing {}", line.get());
        }
    }

    private boolean isSample() {
        long now = nanos.getAsLong();
        long due = nextSample.get();
        return (due == Long.MIN_VALUE || now - due >= 0) && nextSample.compareAndSet(due, now + SAMPLE_NANOS);
    }

    /** Milliseconds with one decimal. */
    public static String millis(long spanNanos) {
        long tenths = Math.max(0, spanNanos) / 100_000;
        return tenths / 10 + "." + tenths % 10;
    }
}
