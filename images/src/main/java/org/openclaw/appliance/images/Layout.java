package org.openclaw.appliance.images;

import java.nio.file.Path;

/** Where everything lies inside an installed distribution. */
public record Layout(Path root) {

    public Layout {
        root = root.toAbsolutePath().normalize();
    }

    public Path lib() {
        return root.resolve("lib");
    }

    /** The jar the launcher starts; its manifest names all the others. */
    public Path mainJar() {
        return lib().resolve("appliance.jar");
    }

    public Path natives() {
        return lib().resolve("native");
    }

    public Path gatewayArchive() {
        return lib().resolve("gateway.jsa");
    }

    public Path cliArchive() {
        return lib().resolve("cli.jsa");
    }

    public Path runtime() {
        return root.resolve("runtime");
    }

    public Path java() {
        return runtime().resolve("bin/java");
    }

    /** The operator's manual, Markdown. */
    public Path manual() {
        return root.resolve("share/doc/openclaw");
    }

    public Path launcher() {
        return root.resolve("bin/openclaw");
    }
}
