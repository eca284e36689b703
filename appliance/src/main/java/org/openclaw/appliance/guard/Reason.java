package org.openclaw.appliance.guard;

import java.util.Locale;

/** What may make memory short, each with the witness that tells of it. */
public enum Reason {
    /** The process is near its budget. */
    RSS_THRESHOLD(Witness.PROCESS),
    /** The process's lowest size of five minutes keeps growing. */
    RSS_GROWTH(Witness.PROCESS),
    /** The heap is still nearly full after a collection. */
    HEAP_THRESHOLD(Witness.JVM),
    METASPACE(Witness.JVM),
    DIRECT(Witness.JVM),
    THREADS(Witness.JVM),
    /** The machine has little left. */
    MEM_AVAILABLE(Witness.SYSTEM),
    COMMIT_LIMIT(Witness.SYSTEM),
    /** What the machine has left is files in use: dropped, they are read back at once. */
    FILE_THRASH(Witness.SYSTEM),
    /** The machine has had little left at every look for a while. */
    MEM_LASTING(Witness.TIME),
    /** Some task had to wait for memory. */
    PSI_SOME(Witness.STALLS),
    /** All tasks had to wait for memory. */
    PSI_FULL(Witness.STALLS),
    SWAP_THRASH(Witness.RECLAIM),
    /** The kernel searches for something to drop. */
    RECLAIM(Witness.RECLAIM),
    CGROUP_HIGH(Witness.RECLAIM),
    CGROUP_LIMIT(Witness.RECLAIM),
    OS_WARN(Witness.MESSAGE),
    OS_CRITICAL(Witness.MESSAGE),
    /** Somebody asked for a rehearsal. */
    SIMULATED(Witness.REHEARSAL);

    /**
     * Who says so. Two witnesses are independent of each other: nothing is shed on one's word alone.
     */
    enum Witness {
        /** The kernel's account of this process. */
        PROCESS,
        /** The Java machine's account of itself. */
        JVM,
        /** The kernel's account of the whole machine. */
        SYSTEM,
        /** Looks before this one, where a figure is exact and only the moment may deceive. */
        TIME,
        /** Time lost by tasks that waited. */
        STALLS,
        /** Work the kernel does to find memory, also because a control group is full. */
        RECLAIM,
        /** Signs sent by the system. */
        MESSAGE,
        /** A rehearsal counts as two. */
        REHEARSAL
    }

    private final Witness witness;

    Reason(Witness witness) {
        this.witness = witness;
    }

    Witness witness() {
        return witness;
    }

    /** The word for it on the wire and in the log. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
