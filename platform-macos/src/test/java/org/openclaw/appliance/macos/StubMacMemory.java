package org.openclaw.appliance.macos;

import com.sun.jna.Pointer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;

/** Answers with a Mac's bytes into native memory. Makes garbage only when a name is new. */
final class StubMacMemory implements MemoryCalls {

    /** 8 GiB, 57 %, nothing wrong; swap space of 2 GiB with 1 GiB and 512 KiB in use. */
    private static final Map<String, String> CALM = Map.of(
            "hw.memsize", "0000000002000000",
            "kern.memorystatus_level", "39000000",
            "kern.memorystatus_vm_pressure_level", "01000000",
            "vm.swapusage", "0000008000000000" + "0000f83f00000000" + "0000084000000000" + "00400000" + "01000000");

    /** {@code struct rusage_info_v0}: UUID; user, system time; idle, interrupt wakeups; pageins; wired, resident, footprint; start, exit. */
    private static final String USAGE = "000102030405060708090a0b0c0d0e0f" + "1027000000000000" + "2027000000000000"
            + "0100000000000000" + "0200000000000000" + "0300000000000000" + "0000000000000000" + "0000800400000000"
            + "0000f00100000000" + "aa00000000000000" + "0000000000000000";

    private final Map<String, byte[]> values = new HashMap<>();
    private final Map<Pointer, byte[]> asked = new IdentityHashMap<>();
    private final byte[] usage = littleEndian(USAGE);
    int pid = (int) ProcessHandle.current().pid();
    int relieved;

    StubMacMemory() {
        CALM.forEach(this::with);
    }

    StubMacMemory with(String name, String hex) {
        values.put(name, littleEndian(hex));
        asked.clear();
        return this;
    }

    StubMacMemory without(String name) {
        values.remove(name);
        asked.clear();
        return this;
    }

    private static byte[] littleEndian(String hex) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new AssertionError("recorded on little-endian machines");
        }
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public int sysctlbyname(Pointer name, Pointer value, Pointer size, Pointer newValue, long newSize) {
        if (newValue != null || newSize != 0) {
            throw new AssertionError("sets " + name.getString(0));
        }
        byte[] bytes = asked.get(name);
        if (bytes == null) {
            bytes = values.get(name.getString(0, "US-ASCII"));
            if (bytes == null) {
                return -1;
            }
            asked.put(name, bytes);
        }
        if (size.getLong(0) < bytes.length) {
            throw new AssertionError("no room");
        }
        value.write(0, bytes, 0, bytes.length);
        size.setLong(0, bytes.length);
        return 0;
    }

    @Override
    public int proc_pid_rusage(int pid, int flavor, Pointer into) {
        if (pid != this.pid || flavor != 0) {
            return -1;
        }
        into.write(0, usage, 0, usage.length);
        return 0;
    }

    @Override
    public long malloc_zone_pressure_relief(Pointer zone, long goal) {
        if (zone != null || goal != 0) {
            throw new AssertionError("all zones, as much as there is");
        }
        relieved++;
        return 4096;
    }
}
