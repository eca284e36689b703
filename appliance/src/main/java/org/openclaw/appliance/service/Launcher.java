package org.openclaw.appliance.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The executable {@code openclaw} of the distribution this process was started from. */
public final class Launcher {

    /** The system property in which the launcher tells its own path. */
    public static final String PROPERTY = "openclaw.launcher.path";

    private Launcher() {}

    /** Its absolute path; empty when this process was started in another way. */
    public static Optional<Path> ofThisProcess() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Path::of)
                .filter(path -> path.isAbsolute() && Files.isRegularFile(path));
    }
}
