package org.openclaw.appliance.macos;

import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Does what libdispatch does with one source and one semaphore, and notes the calls. */
final class StubDispatch implements DispatchCalls {

    static final Pointer SEMAPHORE = new Pointer(0x5e);
    static final Pointer SOURCE = new Pointer(0x50);
    private static final long NOW = 1L << 40;

    final List<String> calls = new ArrayList<>();
    final Semaphore semaphore = new Semaphore(0);
    private final Map<Pointer, String> symbols = new LinkedHashMap<>();
    private Pointer context;
    private String eventHandler = "";
    private String cancelHandler = "";
    private boolean running;
    boolean givesSource = true;

    /** What the kernel does when memory gets short. */
    void pressure() {
        if (!running || !eventHandler.equals("dispatch_semaphore_signal") || context != SEMAPHORE) {
            throw new AssertionError(eventHandler);
        }
        semaphore.release();
    }

    @Override
    public Pointer address(String symbol) {
        Pointer address = new Pointer(0x1000 + symbols.size());
        symbols.put(address, symbol);
        return address;
    }

    @Override
    public Pointer dispatch_source_create(Pointer type, long handle, long mask, Pointer queue) {
        calls.add("create " + symbols.get(type) + " " + handle + " " + mask + " " + queue);
        return givesSource ? SOURCE : null;
    }

    @Override
    public void dispatch_set_context(Pointer object, Pointer context) {
        calls.add("context " + name(object) + " " + name(context));
        this.context = context;
    }

    @Override
    public void dispatch_source_set_event_handler_f(Pointer source, Pointer function) {
        eventHandler = symbols.get(function);
        calls.add("on event " + eventHandler);
    }

    @Override
    public void dispatch_source_set_cancel_handler_f(Pointer source, Pointer function) {
        cancelHandler = symbols.get(function);
        calls.add("on cancel " + cancelHandler);
    }

    @Override
    public void dispatch_resume(Pointer object) {
        running = true;
        calls.add("resume " + name(object));
    }

    @Override
    public void dispatch_source_cancel(Pointer source) {
        running = false;
        calls.add("cancel " + name(source));
        if (cancelHandler.equals("dispatch_release")) {
            dispatch_release(context);
        }
    }

    @Override
    public void dispatch_release(Pointer object) {
        calls.add("release " + name(object));
    }

    @Override
    public Pointer dispatch_semaphore_create(long value) {
        calls.add("semaphore " + value);
        return SEMAPHORE;
    }

    @Override
    public long dispatch_semaphore_wait(Pointer waited, long time) {
        try {
            return semaphore.tryAcquire(time == 0 ? 0 : time - NOW, TimeUnit.NANOSECONDS) ? 0 : 49;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 49;
        }
    }

    @Override
    public long dispatch_time(long when, long nanos) {
        return when + NOW + nanos;
    }

    private static String name(Pointer object) {
        return object == SOURCE ? "source" : object == SEMAPHORE ? "semaphore" : "unknown";
    }
}
