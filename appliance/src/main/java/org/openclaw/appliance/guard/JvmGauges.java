package org.openclaw.appliance.guard;

/**
 * What the Java machine uses of memory, in bytes. Made to be asked at every look. A quiet gateway makes do with what is free to
 * ask; {@link JvmBeans} tell the rest once the heap or the process is no longer small, or somebody wants a report. For one thread.
 */
final class JvmGauges {

    private final Runtime runtime = Runtime.getRuntime();
    private final long heapMax = runtime.maxMemory();
    private JvmBeans beans;
    private long used;
    private long collections;

    /** Takes note of how things are. @param large whether the process is larger than it should be */
    void look(boolean large) {
        long now = heapUsed();
        // Only a collection makes it less.
        collections += now < used ? 1 : 0;
        used = now;
        if (large || heapCommitted() > heapMax / 2) {
            wake();
        }
    }

    /** From now on everything is known. */
    void wake() {
        if (beans == null) {
            beans = new JvmBeans();
        }
    }

    /** How often garbage has been seen to be collected. */
    long collections() {
        return collections;
    }

    /** Heap in use after the last collection of long-lived objects; 0 while the heap is small. */
    long heapAfterCollection() {
        return beans == null ? 0 : beans.heapAfterCollection();
    }

    /** How large the heap may become. */
    long heapMax() {
        return heapMax;
    }

    /** Heap that is in use now, garbage included. */
    long heapUsed() {
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Heap that the system has given. */
    long heapCommitted() {
        return runtime.totalMemory();
    }

    long metaspaceUsed() {
        return beans == null ? 0 : beans.metaspaceUsed();
    }

    /** The most metaspace may use, or -1 where there is no bound or it isn't known yet. */
    long metaspaceMax() {
        return beans == null ? -1 : beans.metaspaceMax();
    }

    /** Buffers outside the heap. */
    long directUsed() {
        return beans == null ? 0 : beans.directUsed();
    }

    /** The most buffers outside the heap may use, or -1 while it isn't known. */
    long directMax() {
        return beans == null ? -1 : beans.directMax();
    }

    /** How many there are; 0 while it isn't known. */
    int threads() {
        return beans == null ? 0 : beans.threads();
    }
}
