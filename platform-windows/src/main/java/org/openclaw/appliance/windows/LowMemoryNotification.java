package org.openclaw.appliance.windows;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The machine's low memory notification. It comes late, at about 32 MB of available memory for each 4 GB, 64 MB at most (see
 * CreateMemoryResourceNotification), so it is one witness beside the figures. {@link #await} is for one thread.
 */
final class LowMemoryNotification {

    private static final int LOW = 0;
    private static final int WAIT_OBJECT_0 = 0;
    private static final int WAIT_TIMEOUT = 258;

    private final MemoryCalls calls;
    private final Pointer handle;
    private final Memory state = new Memory(Integer.BYTES);
    private boolean heard;

    private LowMemoryNotification(MemoryCalls calls, Pointer handle) {
        this.calls = calls;
        this.handle = handle;
    }

    /** @throws IllegalStateException where Windows gives none */
    static LowMemoryNotification open(MemoryCalls calls) {
        Pointer handle = calls.CreateMemoryResourceNotification(LOW);
        if (handle == null) {
            throw new IllegalStateException("CreateMemoryResourceNotification fails");
        }
        return new LowMemoryNotification(calls, handle);
    }

    /** @return 1 while memory is low, 0 while it isn't, negative where that can't be told. Not for two threads at once */
    int level() {
        return calls.QueryMemoryResourceNotification(handle, state) == 0 ? -1 : state.getInt(0) == 0 ? 0 : 1;
    }

    /**
     * Waits until memory gets low, or until the time is over. The object stays signalled for as long as memory is low: the time
     * passes then, and the sign isn't given again.
     *
     * @return how many signs came
     */
    int await(long nanos) {
        if (heard) {
            LockSupport.parkNanos(nanos);
            heard = isSignalled();
            return 0;
        }
        int waited = calls.WaitForSingleObject(handle, (int) TimeUnit.NANOSECONDS.toMillis(nanos));
        heard = waited == WAIT_OBJECT_0;
        if (!heard && waited != WAIT_TIMEOUT) {
            LockSupport.parkNanos(nanos);
        }
        return heard ? 1 : 0;
    }

    private boolean isSignalled() {
        return calls.WaitForSingleObject(handle, 0) == WAIT_OBJECT_0;
    }

    /** Don't ask any more. */
    void close() {
        calls.CloseHandle(handle);
    }
}
