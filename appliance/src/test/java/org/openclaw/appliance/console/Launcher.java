package org.openclaw.appliance.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real launcher, in a distribution whose Java only notes that it was started. */
final class Launcher {

    private static final Path SCRIPT = Path.of("..", "images", "src", "main", "launcher", "openclaw");

    private final Path root;
    private final Path home;

    /** @param root an empty directory */
    Launcher(Path root) throws IOException {
        this.root = root;
        this.home = Files.createDirectories(root.resolve("home"));
        Path bin = Files.createDirectories(root.resolve("app/bin"));
        Files.createDirectories(root.resolve("app/lib"));
        Files.copy(SCRIPT, bin.resolve("openclaw"));
        bin.resolve("openclaw").toFile().setExecutable(true);
        Path java = Files.createDirectories(root.resolve("app/runtime/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho JAVA-STARTED \"$@\"\nenv\n");
        java.toFile().setExecutable(true);
    }

    Path home() {
        return home;
    }

    Path root() {
        return root;
    }

    Path script() {
        return root.resolve("app/bin/openclaw");
    }

    record Outcome(int status, String out, String err) {}

    Outcome run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        return run(script(), environment, words);
    }

    Outcome run(Path script, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(words));
        Path out = root.resolve("out.txt");
        Path err = root.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("the launcher did not end");
        }
        return new Outcome(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
