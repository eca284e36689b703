package org.openclaw.appliance.macos;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;

/** The functions of libSystem that are used here, by their own names. Touch it only on macOS. */
interface LibSystem extends Library {

    static LibSystem load() {
        return Native.load("System", LibSystem.class);
    }

    /** sysctlbyname(3). */
    int sysctlbyname(String name, byte[] value, NativeLongByReference size, Pointer newValue, NativeLong newSize);

    /** getloadavg(3). */
    int getloadavg(double[] averages, int count);

    /** getuid(2). */
    int getuid();
}
