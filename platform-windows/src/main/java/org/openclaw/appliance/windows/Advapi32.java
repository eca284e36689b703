package org.openclaw.appliance.windows;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.win32.StdCallLibrary;

/** The functions of advapi32.dll that are used here, by their own names. Touch it only on Windows. */
interface Advapi32 extends StdCallLibrary {

    static Advapi32 load() {
        return Native.load("advapi32", Advapi32.class);
    }

    /** @return null on failure, the reason in {@link Native#getLastError()}; so for all below that return a handle */
    Pointer OpenSCManagerW(WString machine, WString database, int access);

    Pointer OpenServiceW(Pointer manager, WString name, int access);

    boolean ChangeServiceConfigW(
            Pointer service, int type, int start, int errorControl, WString commandLine, WString group, Pointer tag,
            WString dependencies, WString account, WString password, WString displayName);

    boolean ChangeServiceConfig2W(Pointer service, int level, Pointer info);

    boolean CloseServiceHandle(Pointer handle);
}
