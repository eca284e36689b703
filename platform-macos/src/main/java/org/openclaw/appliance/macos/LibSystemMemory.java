package org.openclaw.appliance.macos;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** {@link MemoryCalls} of libSystem. Touch it only on macOS. */
final class LibSystemMemory implements MemoryCalls {

    private LibSystemMemory() {}

    /** @throws LinkageError where there is no libSystem */
    static MemoryCalls load() {
        Native.register(LibSystemMemory.class, NativeLibrary.getInstance("System"));
        return new LibSystemMemory();
    }

    @Override
    public native int sysctlbyname(Pointer name, Pointer value, Pointer size, Pointer newValue, long newSize);

    @Override
    public native int proc_pid_rusage(int pid, int flavor, Pointer usage);

    @Override
    public native long malloc_zone_pressure_relief(Pointer zone, long goal);
}
