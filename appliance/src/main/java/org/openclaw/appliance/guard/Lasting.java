package org.openclaw.appliance.guard;

/** Which level has been called for all the time, for a while. Makes no garbage. For one thread. */
final class Lasting {

    private static final Level[] LEVELS = Level.values();

    private final long whileNanos;
    private final long[] since = new long[LEVELS.length];
    private Level before = Level.NORMAL;

    /** @param whileNanos how long is long enough */
    Lasting(long whileNanos) {
        this.whileNanos = whileNanos;
    }

    /**
     * @param level what is called for now
     * @param now a monotonic clock, nanoseconds
     * @return the worst level that this and every call in the time before it were at least
     */
    Level after(Level level, long now) {
        for (int i = before.ordinal() + 1; i <= level.ordinal(); i++) {
            since[i] = now;
        }
        before = level;
        int lasting = level.ordinal();
        while (lasting > 0 && now - since[lasting] < whileNanos) {
            lasting--;
        }
        return LEVELS[lasting];
    }
}
