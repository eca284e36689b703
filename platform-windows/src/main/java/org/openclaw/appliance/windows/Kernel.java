package org.openclaw.appliance.windows;

import java.util.Optional;
import java.util.OptionalLong;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * What kernel32 tells about this machine. Native code is loaded with the first question; where it can't be, that is logged
 * once and every answer is empty. 64-bit Windows only. Thread-safe.
 */
class Kernel {

    private static final TaggedLogger LOG = Logger.tag("platform");

    private Kernel32 library;
    private boolean broken;

    OptionalLong millisSinceBoot() {
        return ask(Kernel32::GetTickCount64).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** The session of this process. Services live in session 0, people never do (Windows Vista and later). */
    OptionalLong session() {
        return ask(kernel32 -> {
                    int[] session = new int[1];
                    return kernel32.ProcessIdToSessionId((int) ProcessHandle.current().pid(), session) ? session[0] : null;
                })
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private synchronized <T> Optional<T> ask(Question<T> question) {
        if (broken) {
            return Optional.empty();
        }
        try {
            if (library == null) {
                library = Kernel32.load();
            }
            return Optional.ofNullable(question.ask(library));
        } catch (LinkageError | RuntimeException e) {
            broken = true;
            LOG.warn("Windows can't be asked about this machine, native code does not load: {}", reason(e));
            return Optional.empty();
        }
    }

    /** JNA's messages go on with the whole class path. */
    private static String reason(Throwable failure) {
        return failure.toString().lines().findFirst().orElse("");
    }

    private interface Question<T> {
        T ask(Kernel32 kernel32);
    }
}
