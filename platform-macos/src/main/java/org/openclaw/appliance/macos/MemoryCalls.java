package org.openclaw.appliance.macos;

import com.sun.jna.Pointer;

/** What is asked about memory, by the functions' own names. Only pointers and numbers, so that a call makes no garbage. */
interface MemoryCalls {

    /** sysctlbyname(3). @param size in: room at {@code value}; out: bytes written. Both are size_t */
    int sysctlbyname(Pointer name, Pointer value, Pointer size, Pointer newValue, long newSize);

    /** libproc.h; flavor 0 fills {@code struct rusage_info_v0}. */
    int proc_pid_rusage(int pid, int flavor, Pointer usage);

    /**
     * malloc/malloc.h: gives free pages of the C heap back.
     *
     * @param zone null for all
     * @param goal bytes, 0 for as much as there is
     * @return bytes given back
     */
    long malloc_zone_pressure_relief(Pointer zone, long goal);
}
