package org.openclaw.appliance.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs one program to its end, keeping its output in a file that an error quotes. */
final class Command {

    private static final int QUOTED_CHARS = 2_000;

    private final Path log;
    private final long timeoutSeconds;

    Command(Path log, long timeoutSeconds) {
        this.log = log;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Fails unless the program ends with status 0. */
    void run(List<String> words) throws IOException {
        int status = status(words, environment -> { });
        if (status != 0) {
            throw failed(words, "ended with status " + status);
        }
    }

    /** The program's exit status, whatever it is. @param environment adapts the variables it inherits */
    int status(List<String> words, Consumer<Map<String, String>> environment) throws IOException {
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        environment.accept(builder.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed(words, "did not end within " + timeoutSeconds + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw failed(words, "was interrupted");
        }
        return process.exitValue();
    }

    private AssemblyException failed(List<String> words, String how) throws IOException {
        String output = Files.exists(log) ? Files.readString(log).strip() : "";
        String tail = output.substring(Math.max(0, output.length() - QUOTED_CHARS));
        return new AssemblyException("The command '" + String.join(" ", words) + "' " + how + ". Its output, in " + log
                + ", ends:\n" + tail);
    }
}
