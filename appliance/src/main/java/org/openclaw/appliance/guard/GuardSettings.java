package org.openclaw.appliance.guard;

import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.MemorySize;

/**
 * What the configuration says about the memory guard.
 *
 * @param enabled whether it acts; it watches and tells in any case
 * @param thresholds where the levels begin
 * @param restarts whether an emergency ends in an orderly restart
 * @param tellsOwner whether the owner is told of it
 * @param clamped what was asked for beyond what the machine has, bytes, or 0
 */
public record GuardSettings(boolean enabled, Thresholds thresholds, boolean restarts, boolean tellsOwner, long clamped) {

    /** What is left to the system, its file cache and what the agent starts, where nobody said otherwise. */
    private static final int BUDGET_PERCENT = 62;

    private static final long MOST_UNASKED = 512L << 20;
    private static final long MIB = 1L << 20;

    /** @param total memory of the machine or of the control group, bytes, or -1 */
    public static GuardSettings of(Config config, long total) {
        long asked = size(config, "gateway.maxMemory");
        asked = asked > 0 ? asked : size(config, "appliance.memory.budget");
        long budget = asked > 0 ? asked : total > 0 ? Math.min(MOST_UNASKED, total / 100 * BUDGET_PERCENT) : MOST_UNASKED;
        boolean tooMuch = total > 0 && budget > total;
        return new GuardSettings(
                config.flag("appliance.memory.enabled", true),
                thresholds(config, tooMuch ? total : budget),
                config.text("appliance.memory.onEmergency").map("restart"::equals).orElse(true),
                config.flag("appliance.memory.notifyOwner", true),
                tooMuch ? budget : 0);
    }

    private static Thresholds thresholds(Config config, long budget) {
        try {
            return new Thresholds(
                    budget,
                    percent(config, "appliance.memory.warnPct", Thresholds.WARNING_PERCENT),
                    percent(config, "appliance.memory.criticalPct", Thresholds.CRITICAL_PERCENT),
                    percent(config, "appliance.memory.emergencyPct", Thresholds.EMERGENCY_PERCENT),
                    config.number("appliance.memory.minAvailableMb").orElse(Thresholds.MIN_AVAILABLE / MIB) * MIB);
        } catch (IllegalArgumentException e) {
            // Percentages that don't rise, which the configuration's own check can't see when only one of them is set.
            return Thresholds.of(budget);
        }
    }

    private static int percent(Config config, String path, int whenAbsent) {
        return (int) config.number(path).orElse(whenAbsent);
    }

    private static long size(Config config, String path) {
        return MemorySize.bytes(config.at(path)).orElse(0);
    }
}
