package org.openclaw.appliance;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.daemon.Daemon;
import org.apache.commons.daemon.DaemonContext;
import org.openclaw.appliance.cli.LocalMain;
import org.openclaw.appliance.config.Environment;

/**
 * The gateway inside a program that hosts services: procrun on Windows, by the static methods, and jsvc on Unix systems
 * without a service manager of their own, as its {@link Daemon}. It is the same run as the executable's with the same
 * words; only the end comes as a call, not as a signal.
 */
public final class ServiceMain implements Daemon {

    /** Names a file of secret variables, which the service's own definition can't keep secret. */
    private static final String ENVIRONMENT_FILE = "OPENCLAW_SERVICE_ENV_FILE";

    /** procrun creates no object: it calls {@code start} on one thread and {@code stop} on another. */
    private static final ServiceMain HOSTED = new ServiceMain();

    private final CompletableFuture<Runnable> atItsEnd = new CompletableFuture<>();
    private final CompletableFuture<Integer> outcome = new CompletableFuture<>();
    private final AtomicReference<Thread> gateway = new AtomicReference<>();
    private DaemonContext context;

    /** Runs the gateway, and returns when it has been stopped. */
    public static void start(String[] words) {
        HOSTED.run(List.of(words));
        int status = HOSTED.outcome.join();
        if (status != 0) {
            // procrun makes it the service's exit status, by which the manager knows that it failed.
            System.exit(status);
        }
    }

    /** Stops the gateway, and returns when it has ended. */
    public static void stop(String[] ignored) {
        HOSTED.end();
    }

    @Override
    public void init(DaemonContext given) {
        context = given;
    }

    @Override
    public void start() {
        Thread.ofPlatform().name("gateway").start(() -> run(List.of(context.getArguments())));
        outcome.thenAccept(status -> {
            if (status != 0) {
                context.getController().fail("the gateway has ended with status " + status + "; its log says why");
            }
        });
    }

    @Override
    public void stop() {
        end();
    }

    @Override
    public void destroy() {
        context = null;
    }

    private void run(List<String> words) {
        gateway.set(Thread.currentThread());
        try {
            outcome.complete(LocalMain.run(words, environment(), new GatewayProcess(this::keep)));
        } catch (InterruptedException stopped) {
            outcome.complete(0);
        } catch (RuntimeException | Error e) {
            outcome.completeExceptionally(e);
            throw e;
        }
    }

    /** Whatever ends this Java machine otherwise, the gateway ends in order, too. */
    private void keep(Runnable end) {
        AtomicReference<Runnable> once = new AtomicReference<>(end);
        Runnable first = () -> Optional.ofNullable(once.getAndSet(null)).ifPresent(Runnable::run);
        GatewayProcess.onShutdown(first);
        atItsEnd.complete(first);
    }

    private void end() {
        CompletableFuture.anyOf(atItsEnd, outcome).exceptionally(failed -> failed).join();
        if (outcome.isDone()) {
            return;
        }
        atItsEnd.join().run();
        gateway.get().interrupt();
        try {
            outcome.join();
        } catch (CompletionException e) {
            // Told by the thread it happened on.
        }
    }

    private static Environment environment() {
        Environment environment = Environment.ofProcess();
        return environment.get(ENVIRONMENT_FILE).map(file -> environment.withFile(Path.of(file))).orElse(environment);
    }
}
