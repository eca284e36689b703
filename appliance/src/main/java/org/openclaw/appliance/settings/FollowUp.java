package org.openclaw.appliance.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.restart.RestartRequest;
import org.openclaw.appliance.restart.Restarts;

/** What happens after a change of the configuration, and how the client that made it is told. */
public final class FollowUp {

    /** Longest time a client may put a restart off. */
    private static final long LONGEST_DELAY_MILLIS = 60_000;

    private final Path file;
    private final Restarts restarts;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;

    public FollowUp(Path file, Restarts restarts, ScheduledExecutorService scheduler, Clock clock) {
        this.file = file;
        this.restarts = restarts;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** A change that is on disk and yet not in force, though nothing but a fault is in its way. */
    void refuseUnapplied(ConfigWrites.Wish wish, ReloadState state) throws ProtocolException {
        if (state.rejected().isPresent()) {
            throw ProtocolException.unavailable(wish.method() + " persisted but was not applied to the active Gateway ("
                    + state.rejected().get().message() + "); run config.get, then use config.apply to correct it");
        }
    }

    /** Adds to an answer what is in force at once and what waits, and asks for a restart where the client wants one. */
    void describe(ObjectNode answer, ConfigWrites.Wish wish, ReloadPlan plan) {
        ObjectNode fate = answer.putObject("reload").put("mode", plan.mode());
        fate.set("applied", Json.tree(plan.atOnce()));
        fate.set("pendingRestartKeys", Json.tree(plan.waiting()));
        if (wish.method().equals("config.set")) {
            return;
        }
        if (!plan.waiting().isEmpty()) {
            restart(answer, wish, plan);
        }
        ObjectNode payload = answer.putObject("sentinel")
                .put("persisted", false)
                .putObject("payload")
                .put("kind", wish.method().replace('.', '-'))
                .put("status", "ok")
                .put("ts", clock.millis())
                .put("message", wish.note())
                .put("doctorHint", "`openclaw status` shows which keys still wait for a restart.");
        payload.putObject("stats")
                .put("mode", wish.method())
                .put("root", file.toString())
                .put("requiresRestart", !plan.waiting().isEmpty());
    }

    private void restart(ObjectNode answer, ConfigWrites.Wish wish, ReloadPlan plan) {
        String reason = wish.method() + ": " + String.join(", ", plan.waiting().stream().limit(5).toList());
        if (!plan.restarts() && wish.restartDelayMillis().isPresent()) {
            long delay = Math.min(wish.restartDelayMillis().get(), LONGEST_DELAY_MILLIS);
            RestartRequest request = new RestartRequest(RestartRequest.Source.RPC, reason);
            scheduler.schedule(() -> restarts.request(request), delay, TimeUnit.MILLISECONDS);
            answer.set("restart", scheduled(request, delay, false));
            return;
        }
        restarts.waiting().ifPresent(waiting -> answer.set(
                "restart",
                scheduled(waiting.request(), waiting.dueMillis(), waiting.request().source() != RestartRequest.Source.CONFIG)));
    }

    private static ObjectNode scheduled(RestartRequest request, long delayMillis, boolean coalesced) {
        return Json.object()
                .put("ok", true)
                .put("pid", ProcessHandle.current().pid())
                .put("signal", "SIGUSR2")
                .put("reason", request.reason())
                .put("mode", "emit")
                .put("delayMs", delayMillis)
                .put("coalesced", coalesced)
                .put("cooldownMsApplied", delayMillis)
                .put("emitHooksQueued", false);
    }
}
