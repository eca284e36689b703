package org.openclaw.appliance.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Runs a program with bounded time and output, in an environment without the gateway's secrets. Thread-safe; blocks. */
public final class CommandRun {

    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TZ", "TMPDIR", "SystemRoot", "TEMP", "USERPROFILE");
    private static final long GRACE_MILLIS = 2_000;
    private static final TaggedLogger LOG = Logger.tag("command");

    private final ScheduledExecutorService scheduler;
    private final Executor workers;

    /** @param scheduler ends what takes too long @param workers starts a virtual thread per task */
    public CommandRun(ScheduledExecutorService scheduler, Executor workers) {
        this.scheduler = scheduler;
        this.workers = workers;
    }

    /**
     * What to run.
     *
     * @param folder where it runs, or null for the gateway's own folder
     * @param environment variables besides the few it inherits
     * @param input what it reads, or null
     * @param patience how long it may take; zero for as long as it likes
     * @param silence how long it may write nothing; zero for as long as it likes
     * @param mostOutput bytes kept of what it writes; the rest is thrown away
     */
    public record Order(
            List<String> argv, Path folder, Map<String, String> environment, byte[] input, Duration patience, Duration silence,
            int mostOutput) {}

    /** @param exit its status, or -1 where it was ended @param timedOut whether it was, for want of patience */
    public record Ended(int exit, boolean timedOut, String output) {}

    /** @throws IOException when it can't be started */
    public Ended run(Order order) throws IOException, InterruptedException {
        Process process = builder(order).start();
        CompletableFuture<Void> tooLong = new CompletableFuture<>();
        Output output = new Output(order.mostOutput());
        Future<?> deadline = order.patience().isZero() ? tooLong : scheduler.schedule(
                () -> tooLong.complete(null), order.patience().toMillis(), TimeUnit.MILLISECONDS);
        if (!order.silence().isZero()) {
            watch(process, output, order.silence(), tooLong);
        }
        try {
            workers.execute(() -> output.readAll(process.getInputStream()));
            workers.execute(() -> write(process.getOutputStream(), order.input()));
            CompletableFuture.anyOf(process.onExit(), tooLong).get();
            boolean timedOut = process.isAlive();
            if (timedOut) {
                end(process);
            }
            int exit = process.waitFor();
            return new Ended(timedOut ? -1 : exit, timedOut, output.text());
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            deadline.cancel(false);
            if (process.isAlive()) {
                end(process);
            }
        }
    }

    private void watch(Process process, Output output, Duration silence, CompletableFuture<Void> tooLong) {
        long left = silence.toNanos() - (System.nanoTime() - output.lastAt);
        scheduler.schedule(
                () -> {
                    if (System.nanoTime() - output.lastAt >= silence.toNanos()) {
                        tooLong.complete(null);
                    } else if (process.isAlive()) {
                        watch(process, output, silence, tooLong);
                    }
                },
                Math.max(1, left), TimeUnit.NANOSECONDS);
    }

    private static ProcessBuilder builder(Order order) {
        ProcessBuilder builder = new ProcessBuilder(order.argv()).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> !INHERITED.contains(name));
        environment.putAll(order.environment());
        return order.folder() == null ? builder : builder.directory(order.folder().toFile());
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What a program writes, the beginning of it. */
    private static final class Output {
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final CompletableFuture<Void> complete = new CompletableFuture<>();
        private final int most;
        private volatile long lastAt = System.nanoTime();

        Output(int most) {
            this.most = most;
        }

        void readAll(InputStream in) {
            byte[] chunk = new byte[4096];
            try (in) {
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                    lastAt = System.nanoTime();
                    kept.write(chunk, 0, Math.min(n, most - kept.size()));
                }
            } catch (IOException e) {
                LOG.debug("output ended: {}", e.getMessage());
            } finally {
                complete.complete(null);
            }
        }

        // What a program left running in the background may hold the pipe open for ever.
        String text() throws InterruptedException {
            try {
                complete.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.debug("something the program started still holds its output open");
            }
            return kept.toString(StandardCharsets.UTF_8);
        }
    }

    private static void write(OutputStream out, byte[] input) {
        try (out) {
            if (input != null) {
                out.write(input);
            }
        } catch (IOException e) {
            LOG.debug("the program didn't read its input: {}", e.getMessage());
        }
    }
}
