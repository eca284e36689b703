package org.openclaw.appliance.windows;

import com.sun.jna.Native;
import com.sun.jna.win32.StdCallLibrary;

/** The functions of kernel32.dll that are used here, by their own names. Touch it only on Windows. */
interface Kernel32 extends StdCallLibrary {

    static Kernel32 load() {
        return Native.load("kernel32", Kernel32.class);
    }

    long GetTickCount64();

    boolean ProcessIdToSessionId(int processId, int[] sessionId);
}
