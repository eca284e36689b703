package org.openclaw.appliance.guard;

import java.util.Optional;

/**
 * How short memory is, as of the last change.
 *
 * @param level what is told
 * @param agreed what is acted upon, because two independent witnesses say so; never above the level
 * @param reason why; empty while it is normal
 * @param rss the size of this process then, bytes, or -1
 * @param available what the machine had left then, bytes, or -1
 * @param budget what this process may use, bytes
 * @param sinceMillis when this situation began, by the wall clock
 */
public record Situation(
        Level level, Level agreed, Optional<Reason> reason, long rss, long available, long budget, long sinceMillis) {

    /** The line that operators and their tools search for. */
    public String line() {
        return "memory pressure: level=" + level.wireName() + reason.map(because -> " reason=" + because.wireName()).orElse("")
                + " rss=" + mebibytes(rss) + " budget=" + mebibytes(budget) + " available=" + mebibytes(available)
                + (agreed == level ? "" : " shedding=" + agreed.wireName());
    }

    private static String mebibytes(long bytes) {
        return bytes < 0 ? "unknown" : bytes / (1024 * 1024) + "MB";
    }
}
