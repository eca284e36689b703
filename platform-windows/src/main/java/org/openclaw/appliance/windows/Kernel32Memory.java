package org.openclaw.appliance.windows;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** {@link MemoryCalls} of kernel32.dll. 64-bit Windows only, where all calling conventions are one. Touch it only there. */
final class Kernel32Memory implements MemoryCalls {

    private Kernel32Memory() {}

    /** @throws LinkageError where there is no kernel32.dll */
    static MemoryCalls load() {
        Native.register(Kernel32Memory.class, NativeLibrary.getInstance("kernel32"));
        return new Kernel32Memory();
    }

    @Override
    public native int GlobalMemoryStatusEx(Pointer memoryStatusEx);

    @Override
    public native Pointer GetCurrentProcess();

    @Override
    public native int K32GetProcessMemoryInfo(Pointer process, Pointer processMemoryCountersEx, int size);

    @Override
    public native int K32GetPerformanceInfo(Pointer performanceInformation, int size);

    @Override
    public native Pointer CreateMemoryResourceNotification(int type);

    @Override
    public native int QueryMemoryResourceNotification(Pointer notification, Pointer state);

    @Override
    public native int WaitForSingleObject(Pointer handle, int millis);

    @Override
    public native int CloseHandle(Pointer handle);

    @Override
    public native int HeapSetInformation(Pointer heap, int informationClass, Pointer information, long size);
}
