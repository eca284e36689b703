package org.openclaw.appliance.hook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.openclaw.appliance.command.CommandRun;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.webhook.ReachPolicy;
import org.openclaw.appliance.webhook.WebhookClient;
import org.openclaw.appliance.webhook.WebhookException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Runs programs and posts to addresses when something happens inside the gateway, one event after the other. What has no room
 * in the queue is dropped with a warning; nothing is tried again. Thread-safe.
 */
public final class InternalHooks {

    private static final int MOST_WAITING = 64;
    private static final int MOST_OUTPUT = 4_096;
    private static final TaggedLogger LOG = Logger.tag("hooks/internal");

    private record Waiting(String event, ObjectNode told) {}

    private final Supplier<Config> config;
    private final Supplier<WebhookClient> client;
    private final CommandRun commands;
    private final Path stateDir;
    private final Path workspace;
    private final Executor workers;
    private final Clock clock;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean draining = new AtomicBoolean();

    /** @param stateDir where the built-in logger's file is @param workspace the default agent's */
    public InternalHooks(
            Supplier<Config> config,
            Supplier<WebhookClient> client,
            CommandRun commands,
            Path stateDir,
            Path workspace,
            Executor workers,
            Clock clock) {
        this.config = config;
        this.client = client;
        this.commands = commands;
        this.stateDir = stateDir;
        this.workspace = workspace;
        this.workers = workers;
        this.clock = clock;
    }

    /** Whether any are configured: without, nothing of this class is needed. */
    public static boolean configured(Config config) {
        return !config.at("hooks.internal.entries").isEmpty();
    }

    /** Tells of an event. Returns at once. @param type such as {@code command} @param action such as {@code new} @param context what there is to know */
    public void happened(String type, String action, String sessionKey, ObjectNode context) {
        ObjectNode told = Json.object().put("type", type).put("action", action);
        if (sessionKey != null) {
            told.put("sessionKey", sessionKey);
        }
        told.put("timestamp", clock.instant().toString()).set("context", context);
        if (!waiting.offer(new Waiting(type + ":" + action, told))) {
            LOG.warn("hooks can't keep up: {}:{} was dropped", type, action);
        }
        drain();
    }

    private void drain() {
        if (draining.compareAndSet(false, true)) {
            try {
                workers.execute(this::runAll);
            } catch (RejectedExecutionException e) {
                draining.set(false);
            }
        }
    }

    private void runAll() {
        try {
            for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
                for (InternalHook hook : InternalHook.all(config.get())) {
                    if (hook.hears(next.event())) {
                        run(hook, next);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            draining.set(false);
        }
        if (!waiting.isEmpty() && !Thread.currentThread().isInterrupted()) {
            drain();
        }
    }

    private void run(InternalHook hook, Waiting event) throws InterruptedException {
        try {
            if (hook.name().equals(InternalHook.COMMAND_LOGGER)) {
                log(event.told());
            } else if (!hook.argv().isEmpty()) {
                program(hook, event);
            } else {
                client.get().post(
                        URI.create(hook.url()), Map.of(), Json.bytes(event.told()), ReachPolicy.ANY, Duration.ofSeconds(hook.seconds()));
            }
        } catch (IOException | WebhookException | IllegalArgumentException e) {
            LOG.warn("hook {} failed on {}: {}", hook.name(), event.event(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error(e, "hook {} failed on {}", hook.name(), event.event());
        }
    }

    private void program(InternalHook hook, Waiting event) throws IOException, InterruptedException {
        CommandRun.Ended ended = commands.run(new CommandRun.Order(
                hook.argv(), Files.isDirectory(workspace) ? workspace : null, hook.environment(), Json.bytes(event.told()),
                Duration.ofSeconds(hook.seconds()), Duration.ZERO, MOST_OUTPUT));
        if (ended.exit() != 0) {
            LOG.warn("hook {} {} on {}: {}", hook.name(), ended.timedOut() ? "took too long" : "exited with status " + ended.exit(),
                    event.event(), ended.output().strip());
        }
    }

    // The same file and form as the original's hook of that name.
    private void log(ObjectNode told) throws IOException {
        Path folder = Files.createDirectories(stateDir.resolve("logs"));
        ObjectNode line = Json.object()
                .put("timestamp", told.path("timestamp").asText())
                .put("action", told.path("action").asText())
                .put("sessionKey", told.path("sessionKey").asText())
                .put("senderId", told.path("context").path("senderId").asText("unknown"))
                .put("source", told.path("context").path("source").asText("unknown"));
        Files.writeString(
                folder.resolve("commands.log"), Json.text(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** As {@code hooks.status} answers. */
    public ObjectNode status() {
        ObjectNode status = Json.object()
                .put("workspaceDir", workspace.toString())
                .put("managedHooksDir", stateDir.resolve("hooks").toString());
        ArrayNode hooks = status.putArray("hooks");
        List<InternalHook> all = InternalHook.all(config.get());
        all.forEach(hook -> hooks.add(hook.view()));
        return status;
    }
}
