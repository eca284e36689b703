package org.openclaw.appliance.bootlog;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a run of the gateway ended. */
public enum EndCause {
    /** There was no earlier run. */
    FIRST_START(false),
    /** Asked to stop, and stopped. */
    STOP(false),
    /** Asked to start anew, and stopped for it. */
    RESTART(false),
    /** The gateway ended itself, to be started anew, because memory was so short that the kernel would have ended it. */
    MEMORY_EMERGENCY(false),
    /** The start was given up in good order: a port or a file was not to be had. */
    START_FAILED(false),
    /** The process ended itself with an exit status that means failure. */
    CRASH(true),
    /** The Java machine broke. */
    JVM_CRASH(true),
    /** The Java heap was full; the process ends itself then. */
    HEAP_EXHAUSTED(true),
    /** Somebody else ended the process by force. */
    KILLED(true),
    /** The kernel ended the process for want of memory. */
    OOM_KILL(true),
    /** A part made no progress, and the supervisor ended the process. */
    WATCHDOG(true),
    /** The machine lost its power or was reset. */
    POWER_LOSS(true),
    /** Nobody knows. */
    UNKNOWN(true);

    private final boolean unclean;

    EndCause(boolean unclean) {
        this.unclean = unclean;
    }

    /** Whether such an end counts towards a crash loop. */
    public boolean isUnclean() {
        return unclean;
    }

    /** How people and the wire spell it: {@code oom-kill}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<EndCause> of(String wireName) {
        return Arrays.stream(values()).filter(cause -> cause.wireName().equals(wireName)).findFirst();
    }
}
