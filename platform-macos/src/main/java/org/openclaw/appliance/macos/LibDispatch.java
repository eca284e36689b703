package org.openclaw.appliance.macos;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** {@link DispatchCalls} of libdispatch, which is part of libSystem. Touch it only on macOS. */
final class LibDispatch implements DispatchCalls {

    private final NativeLibrary library;

    private LibDispatch(NativeLibrary library) {
        this.library = library;
    }

    /** @throws LinkageError where there is no libdispatch */
    static DispatchCalls load() {
        NativeLibrary library = NativeLibrary.getInstance("System");
        Native.register(LibDispatch.class, library);
        return new LibDispatch(library);
    }

    @Override
    public Pointer address(String symbol) {
        return library.getGlobalVariableAddress(symbol);
    }

    @Override
    public native Pointer dispatch_source_create(Pointer type, long handle, long mask, Pointer queue);

    @Override
    public native void dispatch_set_context(Pointer object, Pointer context);

    @Override
    public native void dispatch_source_set_event_handler_f(Pointer source, Pointer function);

    @Override
    public native void dispatch_source_set_cancel_handler_f(Pointer source, Pointer function);

    @Override
    public native void dispatch_resume(Pointer object);

    @Override
    public native void dispatch_source_cancel(Pointer source);

    @Override
    public native void dispatch_release(Pointer object);

    @Override
    public native Pointer dispatch_semaphore_create(long value);

    @Override
    public native long dispatch_semaphore_wait(Pointer semaphore, long time);

    @Override
    public native long dispatch_time(long when, long nanos);
}
