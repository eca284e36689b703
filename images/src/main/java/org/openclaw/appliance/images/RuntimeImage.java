package org.openclaw.appliance.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java runtime that is shipped: jlinked from the JDK that runs this program, with its own default class archive. */
final class RuntimeImage {

    /**
     * What jdeps finds, less what no call reaches (java.desktop: JNA's AWT helper; java.security.jgss: Undertow's
     * Kerberos login). java.sql: SQLite's driver; it brings java.logging, java.xml and java.transaction.xa. java.naming:
     * tinylog reads its set-up through it where there is one. java.management: memory figures, XNIO's statistics.
     * java.security.sasl: XNIO's messages. jdk.unsupported: signals, and Unsafe in WildFly's and SmallRye's parts.
     */
    private static final List<String> MODULES = List.of("java.base", "java.management", "java.naming",
            "java.security.sasl", "java.sql", "jdk.unsupported");

    private static final List<String> OPTIONS = List.of("--compress", "zip-6", "--strip-debug", "--no-header-files",
            "--no-man-pages");

    private final Layout layout;
    private final Path jdk;
    private final Path logs;

    RuntimeImage(Layout layout, Path jdk, Path logs) {
        this.layout = layout;
        this.jdk = jdk;
        this.logs = logs;
    }

    /** What the image is made from, to notice a change. */
    String inputs() throws IOException {
        return Files.readString(jdk.resolve("release")) + MODULES + OPTIONS;
    }

    void write() throws IOException {
        Path jlink = jdk.resolve("bin/jlink");
        if (!Files.isExecutable(jlink)) {
            throw new AssemblyException("The JDK at " + jdk + " has no jlink; install a full JDK 25, not a runtime only.");
        }
        Trees.delete(layout.runtime());
        List<String> words = new ArrayList<>(List.of(jlink.toString(), "--add-modules", String.join(",", MODULES)));
        words.addAll(OPTIONS);
        words.addAll(List.of("--output", layout.runtime().toString()));
        // No default class archive: it takes 15 MB, and a start without the gateway's own archive is no faster with it.
        new Command(logs.resolve("jlink.log"), 300).run(words);
    }
}
