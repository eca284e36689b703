package org.openclaw.appliance.platform;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks a system tool. Thread-safe; never throws for a tool that is missing, fails or hangs. */
@FunctionalInterface
public interface CommandRunner {

    /** The most output that is kept, in bytes; the rest is read and dropped. */
    int MOST_OUTPUT = 64 * 1024;

    /** Runs the command to its end. @return empty when it could not be started or took too long */
    Optional<Output> run(List<String> command);

    /**
     * @param exitStatus what the tool exited with
     * @param text what it wrote to standard output, at most {@value #MOST_OUTPUT} bytes
     */
    record Output(int exitStatus, String text) {}

    /** Runs real commands in the C locale, without input, and kills them when the deadline has passed. */
    static CommandRunner within(Duration deadline) {
        return command ->
                run(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD), deadline);
    }

    /** As {@link #within}; what the tool writes to standard error is part of its text, for tools that explain themselves. */
    static CommandRunner withErrors(Duration deadline) {
        return command -> run(new ProcessBuilder(command).redirectErrorStream(true), deadline);
    }

    private static Optional<Output> run(ProcessBuilder builder, Duration deadline) {
        builder.environment().put("LC_ALL", "C");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Optional.empty();
        }
        try {
            process.getOutputStream().close();
            CompletableFuture<byte[]> output = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> output.complete(read(process.getInputStream())));
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            byte[] bytes = output.completeOnTimeout(new byte[0], deadline.toMillis(), TimeUnit.MILLISECONDS).join();
            return Optional.of(new Output(process.exitValue(), new String(bytes, Charset.defaultCharset())));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] read(InputStream stream) {
        try (stream) {
            byte[] kept = stream.readNBytes(MOST_OUTPUT);
            stream.skip(Long.MAX_VALUE);
            return kept;
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
