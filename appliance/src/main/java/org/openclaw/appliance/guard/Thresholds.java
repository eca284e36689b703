package org.openclaw.appliance.guard;

/**
 * Where the levels begin. Sizes in bytes, shares in percent.
 *
 * @param budget what this process may use in all; never 0
 * @param warningPercent of the budget, and of the heap after a collection
 * @param criticalPercent of them
 * @param emergencyPercent of them
 * @param minAvailable what the machine must have left so that it isn't critical; a warning comes at twice that, the
 *     emergency at half
 */
public record Thresholds(long budget, int warningPercent, int criticalPercent, int emergencyPercent, long minAvailable) {

    public static final int WARNING_PERCENT = 75;
    public static final int CRITICAL_PERCENT = 88;
    public static final int EMERGENCY_PERCENT = 95;
    /** What must be left when nobody said otherwise. */
    public static final long MIN_AVAILABLE = 24L * 1024 * 1024;

    private static final int WARNING_AVAILABLE_PERCENT = 20;
    private static final int CRITICAL_AVAILABLE_PERCENT = 10;
    /** A level ends below this share of what began it. */
    private static final int LEAVING_PERCENT = 80;

    public Thresholds {
        if (budget <= 0
                || warningPercent <= 0
                || criticalPercent <= warningPercent
                || emergencyPercent <= criticalPercent
                || emergencyPercent > 100
                || minAvailable < 0) {
            throw new IllegalArgumentException("the levels of the memory guard must rise: " + warningPercent + " < "
                    + criticalPercent + " < " + emergencyPercent + " <= 100 percent");
        }
    }

    public static Thresholds of(long budget) {
        return new Thresholds(budget, WARNING_PERCENT, CRITICAL_PERCENT, EMERGENCY_PERCENT, MIN_AVAILABLE);
    }

    /** The level of a size that must stay below a whole, such as the process in its budget. */
    Level ofShare(long used, long whole) {
        if (used < 0 || whole <= 0) {
            return Level.NORMAL;
        }
        long percent = used * 100 / whole;
        return percent >= emergencyPercent
                ? Level.EMERGENCY
                : percent >= criticalPercent ? Level.CRITICAL : percent >= warningPercent ? Level.WARNING : Level.NORMAL;
    }

    /** The same with everything easier by a fifth: what it takes to stay in a level, or to confirm another's word. */
    Level nearShare(long used, long whole) {
        return used < 0 || whole <= 0 ? Level.NORMAL : ofShare(used, whole * LEAVING_PERCENT / 100);
    }

    /** The level of what the machine has left. */
    Level ofAvailable(long available, long total) {
        if (available < 0 || total <= 0) {
            return Level.NORMAL;
        }
        if (available < minAvailable / 2) {
            return Level.EMERGENCY;
        }
        if (available < minAvailable || available * 100 < total * CRITICAL_AVAILABLE_PERCENT) {
            return Level.CRITICAL;
        }
        boolean warn = available < minAvailable * 2 || available * 100 < total * WARNING_AVAILABLE_PERCENT;
        return warn ? Level.WARNING : Level.NORMAL;
    }

    /** The same with everything easier by a fifth. */
    Level nearAvailable(long available, long total) {
        return available < 0 ? Level.NORMAL : ofAvailable(available * LEAVING_PERCENT / 100, total);
    }
}
