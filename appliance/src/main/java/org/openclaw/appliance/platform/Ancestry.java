package org.openclaw.appliance.platform;

import java.util.Optional;

/** Where this process comes from. */
public final class Ancestry {

    private Ancestry() {}

    /** @return whether the process is this one, or one that this one comes from */
    public static boolean includes(long pid) {
        Optional<ProcessHandle> process = Optional.of(ProcessHandle.current());
        while (process.isPresent() && process.get().pid() != pid) {
            process = process.get().parent();
        }
        return process.isPresent();
    }
}
