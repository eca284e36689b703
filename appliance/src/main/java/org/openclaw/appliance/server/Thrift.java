package org.openclaw.appliance.server;

import java.util.function.BooleanSupplier;

/** How sparing connections are with memory: what may wait for a reader. Thread-safe. */
public final class Thrift {

    /** How far it goes; each includes the ones before it. */
    public enum Grade {
        NONE,
        /** What may wait for a new connection is halved. */
        BUFFERS,
        /** A reader that is behind at all misses the events that may be missed. */
        EVENTS
    }

    private volatile Grade grade = Grade.NONE;

    public void set(Grade wanted) {
        grade = wanted;
    }

    /** What may wait for a connection made now, bytes. */
    int bufferFor(Limits limits) {
        return grade == Grade.NONE ? limits.maxBufferedBytes() : limits.maxBufferedBytes() / 2;
    }

    BooleanSupplier withholdsEvents() {
        return () -> grade == Grade.EVENTS;
    }
}
