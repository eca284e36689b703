package org.openclaw.appliance.exec;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.openclaw.appliance.platform.ChildProcesses;
import org.openclaw.appliance.tool.ToolException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** All commands that run or have run lately, a bounded number of each. Thread-safe. */
public final class Children implements AutoCloseable {

    /** Most commands at once. */
    static final int MOST_RUNNING = 8;

    private static final int MOST_KEPT = 16;
    private static final long ASKED_MILLIS = 2_000;
    private static final long LAST_OUTPUT_MILLIS = 500;
    private static final TaggedLogger LOG = Logger.tag("agent/exec");

    private final ChildProcesses system;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Clock clock;
    private final Consumer<Ended> ended;
    private final Map<String, Child> all = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** A command that nobody waits for has ended. @param sentence with the end of its output */
    public record Ended(String sessionKey, String sentence) {}

    /** @param ended hears of commands in the background */
    public Children(
            ChildProcesses system,
            ScheduledExecutorService scheduler,
            Executor workers,
            Clock clock,
            Consumer<Ended> ended) {
        this.system = system;
        this.scheduler = scheduler;
        this.workers = workers;
        this.clock = clock;
        this.ended = ended;
    }

    /** Starts a shell command. @throws ToolException when too many run or it can't be started */
    Child start(Child.Start start, List<String> pathPrepend, Map<String, String> gateway, Map<String, String> overrides)
            throws ToolException {
        forgetOldest();
        if (closed) {
            throw new ToolException("The gateway is stopping.");
        }
        if (running().size() >= MOST_RUNNING) {
            throw new ToolException("There are " + MOST_RUNNING + " commands running already. Wait for one with the process "
                    + "tool, or kill one.");
        }
        String id = UUID.randomUUID().toString().substring(0, 8);
        List<String> command = new ArrayList<>(system.shell());
        command.add(start.command());
        ProcessBuilder builder = new ProcessBuilder(system.launch(command))
                .directory(start.cwd().toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(ChildEnvironment.of(gateway, pathPrepend, overrides, id));
        Child child;
        try {
            child = new Child(id, start, builder.start(), clock.millis());
        } catch (IOException e) {
            throw new ToolException("The command can't be started: " + e.getMessage());
        }
        all.put(id, child);
        watch(child);
        return child;
    }

    private void watch(Child child) {
        CompletableFuture<Void> read = new CompletableFuture<>();
        workers.execute(() -> {
            read(child);
            read.complete(null);
        });
        ScheduledFuture<?> limit = child.start().timeoutSeconds() == 0
                ? null
                : scheduler.schedule(
                        () -> workers.execute(() -> end(child, Child.Cause.TIMEOUT)),
                        child.start().timeoutSeconds(),
                        TimeUnit.SECONDS);
        child.process().onExit().thenAcceptAsync(process -> {
            if (limit != null) {
                limit.cancel(false);
            }
            awaitLast(read);
            child.ended(process.exitValue(), clock.millis());
            tell(child);
        }, workers);
        // Between the look at "closed" and here the gateway may have begun to stop.
        if (closed) {
            end(child, Child.Cause.SHUTDOWN);
        }
    }

    private static void read(Child child) {
        byte[] buffer = new byte[8 * 1024];
        try (InputStream in = child.process().getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                child.output().write(buffer, n);
            }
        } catch (IOException e) {
            LOG.debug("output of command {} ended: {}", child.id(), e.getMessage());
        }
    }

    // Something it left behind may hold its output open for ever.
    private static void awaitLast(CompletableFuture<Void> read) {
        try {
            read.get(LAST_OUTPUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("a command has left something behind that holds its output open");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Child child) {
        if (child.background() && child.start().sessionKey() != null && child.cause() != Child.Cause.SHUTDOWN) {
            String tail = child.output().since(0, 400).strip();
            if (child.exitCode() != 0 || child.cause() != null || !tail.isEmpty()) {
                ended.accept(new Ended(child.start().sessionKey(), "Exec finished (session " + child.id() + ", code "
                        + child.exitCode() + ")" + (tail.isEmpty() ? "" : ": " + tail)));
            }
        }
    }

    /** Asks the command to end and, should it not, ends it. Returns at once. */
    void end(Child child, Child.Cause why) {
        if (!child.running()) {
            return;
        }
        child.causedBy(why);
        boolean force = why == Child.Cause.SHUTDOWN || why == Child.Cause.MEMORY;
        int told = system.end(child.process().toHandle(), child.id(), force);
        LOG.info("command {} ended because {}; {} processes", child.id(), why.sentence(), told);
        if (!force && !closed) {
            scheduler.schedule(
                    () -> workers.execute(() -> system.end(child.process().toHandle(), child.id(), true)),
                    ASKED_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** An agent's command. */
    Optional<Child> find(String agentId, String id) {
        return Optional.ofNullable(all.get(id)).filter(child -> child.start().agentId().equals(agentId));
    }

    /** An agent's commands, oldest first. */
    List<Child> of(String agentId) {
        return all.values().stream()
                .filter(child -> child.start().agentId().equals(agentId))
                .sorted(Comparator.comparingLong(Child::startedAt))
                .toList();
    }

    void forget(Child child) {
        if (!child.running()) {
            all.remove(child.id());
        }
    }

    private List<Child> running() {
        return all.values().stream().filter(Child::running).toList();
    }

    private void forgetOldest() {
        List<Child> over = all.values().stream()
                .filter(child -> !child.running())
                .sorted(Comparator.comparingLong(Child::endedAt).reversed())
                .toList();
        over.stream().skip(MOST_KEPT - 1L).forEach(child -> all.remove(child.id()));
    }

    /** Ends every command at once, because memory is short. @return how many there were */
    public int shed() {
        List<Child> running = running();
        running.forEach(child -> end(child, Child.Cause.MEMORY));
        return running.size();
    }

    /** Ends every command and waits until they are gone, at most a second. */
    @Override
    public void close() {
        closed = true;
        List<Child> running = running();
        running.forEach(child -> end(child, Child.Cause.SHUTDOWN));
        for (Child child : running) {
            try {
                if (!child.process().waitFor(1, TimeUnit.SECONDS)) {
                    LOG.warn("command {} doesn't end", child.id());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
