package org.openclaw.appliance.macos;

import com.sun.jna.NativeLong;
import com.sun.jna.ptr.NativeLongByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What the kernel tells through libSystem. Native code is loaded with the first question; where it can't be, that is logged
 * once and every answer is empty. Thread-safe.
 */
class Darwin {

    private static final int LONGEST_VALUE = 256;
    private static final TaggedLogger LOG = Logger.tag("platform");

    private LibSystem library;
    private boolean broken;

    /** The bytes of a sysctl value, in the machine's order. */
    Optional<ByteBuffer> sysctl(String name) {
        return ask(system -> {
            byte[] value = new byte[LONGEST_VALUE];
            NativeLongByReference size = new NativeLongByReference(new NativeLong(value.length));
            return system.sysctlbyname(name, value, size, null, new NativeLong(0)) == 0
                    ? machineOrder(Arrays.copyOf(value, size.getValue().intValue()))
                    : null;
        });
    }

    List<Double> loadAverage() {
        return ask(system -> {
                    double[] averages = new double[3];
                    return system.getloadavg(averages, 3) == 3 ? Arrays.stream(averages).boxed().toList() : null;
                })
                .orElse(List.of());
    }

    OptionalLong userId() {
        return ask(system -> (long) system.getuid()).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private synchronized <T> Optional<T> ask(Question<T> question) {
        if (broken) {
            return Optional.empty();
        }
        try {
            if (library == null) {
                library = LibSystem.load();
            }
            return Optional.ofNullable(question.ask(library));
        } catch (LinkageError | RuntimeException e) {
            broken = true;
            LOG.warn("macOS can't be asked about this machine, native code does not load: {}", reason(e));
            return Optional.empty();
        }
    }

    private static ByteBuffer machineOrder(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    /** JNA's messages go on with the whole class path. */
    private static String reason(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }

    private interface Question<T> {
        T ask(LibSystem system);
    }
}
