package org.openclaw.appliance.macos;

import com.sun.jna.Pointer;

/** The functions of libdispatch that are used here, by their own names; see dispatch_source_create(3). */
interface DispatchCalls {

    /** Where a function or a variable lies. @throws UnsatisfiedLinkError where there is no such thing */
    Pointer address(String symbol);

    /** @param queue null for the default one */
    Pointer dispatch_source_create(Pointer type, long handle, long mask, Pointer queue);

    void dispatch_set_context(Pointer object, Pointer context);

    void dispatch_source_set_event_handler_f(Pointer source, Pointer function);

    void dispatch_source_set_cancel_handler_f(Pointer source, Pointer function);

    void dispatch_resume(Pointer object);

    void dispatch_source_cancel(Pointer source);

    void dispatch_release(Pointer object);

    Pointer dispatch_semaphore_create(long value);

    /** @return 0 where there was a signal, something else when the time was over */
    long dispatch_semaphore_wait(Pointer semaphore, long time);

    /** @param when 0 for now. @param nanos from then */
    long dispatch_time(long when, long nanos);
}
