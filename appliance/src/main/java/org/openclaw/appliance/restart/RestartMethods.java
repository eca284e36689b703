package org.openclaw.appliance.restart;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.NoParams;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.RestartParams;
import org.openclaw.appliance.restart.RestartRequest.Source;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;

/** {@code gateway.restart.*}: whether a restart would interrupt anything, and the wish for one. */
public final class RestartMethods {

    private static final String USUAL_REASON = "gateway.restart.safe";

    /**
     * By what a client names exactly this gateway.
     *
     * @param pid of the process
     * @param ownerId of the lock on the state directory
     * @param port it listens on
     */
    public record Identity(long pid, String ownerId, int port) {}

    private final Restarts restarts;
    private final Supplier<ActiveWork> work;
    private final Supplier<Identity> identity;

    /** @param work without the call that asks */
    public RestartMethods(Restarts restarts, Supplier<ActiveWork> work, Supplier<Identity> identity) {
        this.restarts = restarts;
        this.work = work;
        this.identity = identity;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("gateway.restart.preflight", Access.READ, NoParams.class, this::preflight),
                Method.of("gateway.restart.request", Access.ADMIN, RestartParams.Request.class, this::request));
    }

    private Object preflight(Caller caller, NoParams params) {
        return work.get().preflight();
    }

    private Object request(Caller caller, RestartParams.Request params) throws ProtocolException {
        String reason = params.reason() == null || params.reason().isBlank() ? USUAL_REASON : params.reason();
        if (params.target() == null) {
            return schedule(reason, Boolean.TRUE.equals(params.skipDeferral()) ? Duration.ZERO : RestartRequest.PATIENCE);
        }
        if (!isMe(params.target())) {
            throw new ProtocolException(ErrorShape.invalid("target gateway no longer owns the active lock"));
        }
        if (!Boolean.TRUE.equals(params.safe())) {
            return scheduleFor(reason, patience(params.restartIntent()));
        }
        if (params.restartIntent() != null) {
            throw new ProtocolException(ErrorShape.invalid("safe targeted restart does not accept intent"));
        }
        return schedule(reason, Boolean.TRUE.equals(params.skipDeferral()) ? Duration.ZERO : RestartRequest.PATIENCE);
    }

    private boolean isMe(RestartParams.Target target) {
        Identity me = identity.get();
        return target.pid() == me.pid()
                && Objects.equals(target.ownerId().strip(), me.ownerId())
                && target.port() == me.port();
    }

    private static Duration patience(RestartParams.Intent intent) throws ProtocolException {
        if (intent == null) {
            return RestartRequest.PATIENCE;
        }
        boolean force = Boolean.TRUE.equals(intent.force());
        if (force ? intent.waitMs() != null : intent.drainBudgetMs() != null) {
            throw new ProtocolException(ErrorShape.invalid("invalid targeted gateway restart intent"));
        }
        Long wait = force ? Long.valueOf(0) : intent.waitMs();
        return wait == null ? RestartRequest.PATIENCE : Duration.ofMillis(Math.min(wait, RestartRequest.PATIENCE.toMillis()));
    }

    private Object scheduleFor(String reason, Duration patience) {
        Restarts.Scheduled scheduled = restarts.request(new RestartRequest(Source.RPC, reason, patience));
        return Json.object()
                .put("ok", true)
                .put("status", scheduled.coalesced() ? "coalesced" : "scheduled")
                .put("pid", identity.get().pid());
    }

    private Object schedule(String reason, Duration patience) {
        ActiveWork active = work.get();
        RestartRequest request = new RestartRequest(Source.RPC, reason, patience);
        Restarts.Scheduled scheduled = restarts.request(request);
        String status = patience.isZero() || active.total() == 0 ? "scheduled" : "deferred";
        ObjectNode restart = Json.object()
                .put("ok", true)
                .put("pid", identity.get().pid())
                .put("signal", "SIGUSR2")
                .put("reason", request.reason())
                .put("mode", "emit")
                .put("cooldownMsApplied", scheduled.delayMillis())
                .put("delayMs", scheduled.delayMillis())
                .put("coalesced", scheduled.coalesced())
                .put("emitHooksQueued", false);
        ObjectNode answer = Json.object().put("ok", true).put("status", scheduled.coalesced() ? "coalesced" : status);
        answer.set("preflight", active.preflight());
        answer.set("restart", restart);
        return answer;
    }
}
