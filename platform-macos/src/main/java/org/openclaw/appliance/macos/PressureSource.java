package org.openclaw.appliance.macos;

import com.sun.jna.Pointer;

/**
 * Waits for the kernel to say that memory is short: a dispatch source of type {@code DISPATCH_SOURCE_TYPE_MEMORYPRESSURE}.
 * Its handler is libdispatch's own {@code dispatch_semaphore_signal}, with the semaphore as context. So nothing of Java runs on
 * libdispatch's threads, and no thread has to be attached to the JVM just when memory is short. For one thread.
 */
final class PressureSource {

    private static final long WARN = 2;
    private static final long CRITICAL = 4;
    private static final long NOW = 0;

    private final DispatchCalls calls;
    private final Pointer semaphore;
    private final Pointer source;

    private PressureSource(DispatchCalls calls, Pointer semaphore, Pointer source) {
        this.calls = calls;
        this.semaphore = semaphore;
        this.source = source;
    }

    /** @throws IllegalStateException where the system gives no source */
    static PressureSource open(DispatchCalls calls) {
        Pointer type = calls.address("_dispatch_source_type_memorypressure");
        Pointer signal = calls.address("dispatch_semaphore_signal");
        Pointer release = calls.address("dispatch_release");
        Pointer semaphore = calls.dispatch_semaphore_create(0);
        if (semaphore == null) {
            throw new IllegalStateException("libdispatch gives no semaphore");
        }
        Pointer source = calls.dispatch_source_create(type, 0, WARN | CRITICAL, null);
        if (source == null) {
            calls.dispatch_release(semaphore);
            throw new IllegalStateException("libdispatch gives no source of memory pressure");
        }
        calls.dispatch_set_context(source, semaphore);
        calls.dispatch_source_set_event_handler_f(source, signal);
        // Runs after the last event was handled: only then nobody signals the semaphore any more.
        calls.dispatch_source_set_cancel_handler_f(source, release);
        calls.dispatch_resume(source);
        return new PressureSource(calls, semaphore, source);
    }

    /** Waits for a sign, or until the time is over. @return how many signs came */
    int await(long nanos) {
        int signs = 0;
        long until = calls.dispatch_time(NOW, nanos);
        while (calls.dispatch_semaphore_wait(semaphore, until) == 0) {
            signs++;
            until = NOW;
        }
        return signs;
    }

    /** The semaphore goes with the source: don't wait any more. */
    void close() {
        calls.dispatch_source_cancel(source);
        calls.dispatch_release(source);
    }
}
