package org.openclaw.appliance.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import org.openclaw.appliance.platform.BootEvidence.Clock;

/** Asks the kernel of its clock, adjtimex(2). Its class loads JNA; touch it only on Linux. */
final class KernelClock {

    /** What adjtimex(2) returns while the clock isn't synchronised. */
    private static final int TIME_ERROR = 5;

    /** More than {@code struct timex} takes anywhere; its first field, the modes, stays 0: change nothing. */
    private static final int TIMEX_BYTES = 512;

    private KernelClock() {}

    static Clock state() {
        try {
            int state = Native.load(Libc.class).adjtimex(new byte[TIMEX_BYTES]);
            return state == TIME_ERROR ? Clock.UNSYNCHRONISED : Clock.SYNCHRONISED;
        } catch (LastErrorException e) {
            return Clock.UNKNOWN;
        }
    }

    /** The libc this process already runs on. */
    interface Libc extends Library {
        int adjtimex(byte[] timex) throws LastErrorException;
    }
}
