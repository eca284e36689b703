package org.openclaw.appliance.windows;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.win32.StdCallLibrary;

/** The functions of kernel32.dll that are used here, by their own names. Touch it only on Windows. */
interface Kernel32 extends StdCallLibrary {

    static Kernel32 load() {
        return Native.load("kernel32", Kernel32.class);
    }

    boolean GlobalMemoryStatusEx(byte[] memoryStatusEx);

    Pointer GetCurrentProcess();

    /** psapi's GetProcessMemoryInfo, which lives in kernel32 since Windows 7. */
    boolean K32GetProcessMemoryInfo(Pointer process, byte[] processMemoryCountersEx, int size);

    long GetTickCount64();

    boolean ProcessIdToSessionId(int processId, int[] sessionId);
}
