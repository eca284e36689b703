package org.openclaw.appliance.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** malloc_trim(3), where the C library has it (glibc). Its class loads JNA. */
final class NativeHeap {

    private NativeHeap() {}

    static boolean trim() {
        return Libc.malloc_trim(0) >= 0;
    }

    private static final class Libc {

        static {
            Native.register(Libc.class, NativeLibrary.getProcess());
        }

        static native int malloc_trim(long pad);
    }
}
