package org.openclaw.appliance.guard;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * What the Java machine's management beans say of its memory, in bytes. They cost a megabyte, so they are made when something
 * makes them worth it. Made to be asked at every look: only a collection that happened in between, or the slower look at
 * metaspace, makes a few bytes of garbage. For one thread.
 */
final class JvmBeans {

    private final List<GarbageCollectorMXBean> collectors = List.copyOf(ManagementFactory.getGarbageCollectorMXBeans());
    private final MemoryPoolMXBean oldGeneration = pool(MemoryType.HEAP);
    private final MemoryPoolMXBean metaspace = named("Metaspace");
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final BufferPoolMXBean direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .findFirst()
            .orElse(null);
    private final long directMax = directBound();
    private long collections = -1;
    private long heapAfterCollection;

    private long collections() {
        long all = 0;
        for (int i = 0; i < collectors.size(); i++) {
            all += Math.max(0, collectors.get(i).getCollectionCount());
        }
        return all;
    }

    /** Heap in use after the last collection. */
    long heapAfterCollection() {
        long now = collections();
        if (now != collections && oldGeneration != null) {
            collections = now;
            MemoryUsage usage = oldGeneration.getCollectionUsage();
            heapAfterCollection = usage == null ? 0 : usage.getUsed();
        }
        return heapAfterCollection;
    }

    long metaspaceUsed() {
        return metaspace == null ? 0 : metaspace.getUsage().getUsed();
    }

    /** The most metaspace may use, or -1 where there is no bound. */
    long metaspaceMax() {
        return metaspace == null ? -1 : metaspace.getUsage().getMax();
    }

    /** Buffers outside the heap. */
    long directUsed() {
        return direct == null ? 0 : direct.getMemoryUsed();
    }

    private static long directBound() {
        long configured = 0;
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("-XX:MaxDirectMemorySize=")) {
                configured = bytes(flag.substring(flag.indexOf('=') + 1));
            }
        }
        return configured > 0 ? configured : Runtime.getRuntime().maxMemory();
    }

    int threads() {
        return threads.getThreadCount();
    }

    /** The most buffers outside the heap may use. */
    long directMax() {
        return directMax;
    }

    private static long bytes(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        if (digits.isEmpty() || digits.length() > 12) {
            return 0;
        }
        long unit = switch (Character.toLowerCase(text.charAt(text.length() - 1))) {
            case 'k' -> 1L << 10;
            case 'm' -> 1L << 20;
            case 'g' -> 1L << 30;
            default -> 1;
        };
        return Long.parseLong(digits) * unit;
    }

    /** The pool that long-lived objects end up in; its figure after a collection is what is really needed. */
    private static MemoryPoolMXBean pool(MemoryType type) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == type && pool.isCollectionUsageThresholdSupported())
                .filter(pool -> pool.getName().contains("Tenured") || pool.getName().contains("Old"))
                .findFirst()
                .orElse(null);
    }

    private static MemoryPoolMXBean named(String name) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
