package org.openclaw.appliance.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Java runtime that is shipped: jlinked from the JDK that runs this program, with its own default class archive. */
final class RuntimeImage {

    /**
     * java.sql: SQLite's driver (brings java.xml, java.logging, java.transaction.xa). java.naming: Undertow's LDAP-free
     * core still links to it. java.management: memory figures and JBoss Threads. java.security.sasl: WildFly's client
     * configuration, a part of XNIO. jdk.unsupported: sun.misc.Signal, and Unsafe in JBoss Threads.
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
        var words = new java.util.ArrayList<>(List.of(jlink.toString(), "--add-modules", String.join(",", MODULES)));
        words.addAll(OPTIONS);
        words.addAll(List.of("--output", layout.runtime().toString()));
        new Command(logs.resolve("jlink.log"), 300).run(words, Map.of());
        // jlink's own --generate-cds-archive makes none for compact object headers; without one, a JVM that finds no
        // application archive would start with no archive at all.
        new Command(logs.resolve("default-archive.log"), 120).run(
                List.of(layout.java().toString(), "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "-Xshare:dump"),
                Map.of());
    }
}
