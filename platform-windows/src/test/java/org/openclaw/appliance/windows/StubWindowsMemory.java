package org.openclaw.appliance.windows;

import com.sun.jna.Pointer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Answers with kernel32's bytes into native memory, without garbage; its notification stays signalled while memory is low. */
final class StubWindowsMemory implements MemoryCalls {

    /** Length, load of 62 %; physical, page file, virtual memory, total and available each; extended virtual memory. */
    static final String STATUS = "40000000" + "3e000000" + "0000008000000000" + "0000c03000000000" + "000000c000000000"
            + "0000006000000000" + "0000ffffff7f0000" + "0000f0ffff7f0000" + "0000000000000000";

    /** Size; commit total, limit, peak; physical total, available; cache; kernel total, paged, nonpaged; page; three counts. */
    static final String PERFORMANCE = "6800000000000000" + "0080020000000000" + "0000030000000000" + "00a0020000000000"
            + "0000080000000000" + "000c030000000000" + "0010000000000000" + "0020000000000000" + "0018000000000000"
            + "0008000000000000" + "0010000000000000" + "50c30000" + "78000000" + "e8030000" + "00000000";

    /** Size, page faults; peak, present working set; six pool and pagefile figures; private bytes. */
    static final String COUNTERS = "50000000" + "10270000" + "0000a00500000000" + "0000800400000000" + "1000000000000000"
            + "1100000000000000" + "1200000000000000" + "1300000000000000" + "0000f00100000000" + "0000000200000000"
            + "0000f00100000000";

    private static final Pointer PROCESS = new Pointer(-1);
    private static final Pointer NOTIFICATION = new Pointer(0x1c4);

    final List<String> handles = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] status = parse(STATUS);
    private byte[] performance = parse(PERFORMANCE);
    private byte[] counters = parse(COUNTERS);
    private boolean low;
    boolean givesNotification = true;
    boolean optimizes = true;
    int waits;
    String optimized = "";

    StubWindowsMemory status(String hex) {
        status = parse(hex);
        return this;
    }

    StubWindowsMemory performance(String hex) {
        performance = parse(hex);
        return this;
    }

    StubWindowsMemory counters(String hex) {
        counters = parse(hex);
        return this;
    }

    void low(boolean isLow) {
        lock.lock();
        try {
            low = isLow;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static byte[] parse(String hex) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new AssertionError("Windows knows little-endian machines only");
        }
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public int GlobalMemoryStatusEx(Pointer into) {
        return fill(status, into, 64);
    }

    @Override
    public Pointer GetCurrentProcess() {
        return PROCESS;
    }

    @Override
    public int K32GetProcessMemoryInfo(Pointer process, Pointer into, int size) {
        return process == PROCESS ? fill(counters, into, size) : 0;
    }

    @Override
    public int K32GetPerformanceInfo(Pointer into, int size) {
        return fill(performance, into, size);
    }

    /** Windows refuses structures that don't give their size first. */
    private static int fill(byte[] recorded, Pointer into, int size) {
        if (recorded.length == 0 || recorded.length != size || into.getInt(0) != size) {
            return 0;
        }
        into.write(0, recorded, 0, size);
        return 1;
    }

    @Override
    public Pointer CreateMemoryResourceNotification(int type) {
        handles.add("create " + type);
        return givesNotification ? NOTIFICATION : null;
    }

    @Override
    public int QueryMemoryResourceNotification(Pointer notification, Pointer state) {
        if (notification != NOTIFICATION) {
            return 0;
        }
        state.setInt(0, low ? 1 : 0);
        return 1;
    }

    @Override
    public int WaitForSingleObject(Pointer handle, int millis) {
        waits++;
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!low && left > 0) {
                left = changed.awaitNanos(left);
            }
            return low ? 0 : 258;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 258;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int CloseHandle(Pointer handle) {
        handles.add("close");
        return handle == NOTIFICATION ? 1 : 0;
    }

    @Override
    public int HeapSetInformation(Pointer heap, int informationClass, Pointer information, long size) {
        byte[] bytes = information.getByteArray(0, (int) size);
        optimized = heap + " " + informationClass + " " + HexFormat.of().formatHex(bytes);
        return optimizes ? 1 : 0;
    }
}
