package org.openclaw.appliance.platform;

/** What a {@link MemoryProbe} may be able to tell. Bytes, unless said otherwise; counters only ever grow. */
public enum MemoryFigure {
    /** Installed memory, or the control group's limit where that is lower. */
    TOTAL,
    /** What could be had without swapping. */
    AVAILABLE,
    /** The part of it that is in no use at all, not even for files. */
    FREE,
    SWAP_TOTAL,
    SWAP_FREE,
    /** Resident memory of this process. */
    RSS,
    /** The part of it that the kernel can't drop. */
    RSS_ANON,
    /** This process's memory that lies in swap space. */
    SWAPPED,
    /** The highest resident memory so far. */
    PEAK_RSS,
    /** The control group's or job's limit for this process. */
    LIMIT,
    /** Counter, microseconds: time in which some task waited for memory (Linux PSI, {@code some}). */
    STALLED_SOME,
    /** Counter, microseconds: time in which all tasks waited for memory (Linux PSI, {@code full}). */
    STALLED_FULL,
    /** Hundredths of a percent: the share of the last ten seconds in which some task waited for memory (PSI). */
    SOME_AVERAGE_10,
    /** The same of the last minute. */
    SOME_AVERAGE_60,
    /** Hundredths of a percent: the share of the last ten seconds in which all tasks waited for memory (PSI). */
    FULL_AVERAGE_10,
    /** The same of the last minute. */
    FULL_AVERAGE_60,
    /** Counter, pages: memory the kernel looked at in search of something to drop. */
    RECLAIM_SCANS,
    /** Counter, pages: memory read back from swap space. */
    SWAPPED_IN,
    /** Counter, pages: memory of files that was dropped and soon read back. */
    FILES_READ_BACK,
    /** Counter: how often the control group went over its soft limit. */
    GROUP_HIGH,
    /** Counter: how often the control group ran into its hard limit. */
    GROUP_MAX,
    /** Counter: processes of the control group that the kernel killed for want of memory. */
    GROUP_KILLS,
    /** Counter: processes of this machine that the kernel killed for want of memory. */
    KILLS,
    /** What may be promised to processes in all (Windows commit limit). */
    COMMIT_LIMIT,
    /** What has been promised (Windows commit charge). */
    COMMIT_CHARGE,
    /** The system's own judgement: 0 normal, 1 warning, 2 critical. */
    SYSTEM_LEVEL
}
