package org.openclaw.appliance.windows;

import java.nio.file.Path;

/** The command line that the service control manager starts a procrun service with. */
final class ImagePath {

    private static final String RUN = " //RS//";

    private ImagePath() {}

    /** The program in it. */
    static Path program(String imagePath) {
        int end = imagePath.indexOf(RUN);
        String program = end < 0 ? imagePath : imagePath.substring(0, end);
        return Path.of(program.strip().replace("\"", ""));
    }

    static String of(Path program, String service) {
        return "\"" + program + "\"" + RUN + service;
    }
}
