package org.openclaw.appliance.pairing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openclaw.appliance.access.IssuedToken;
import org.openclaw.appliance.access.PairingRequest;
import org.openclaw.appliance.access.Scope;
import org.openclaw.appliance.access.ScopeUpgrades;
import org.openclaw.appliance.access.ScopeUpgrades.Outcome;
import org.openclaw.appliance.protocol.DeviceParams;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Call;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Method;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Asking for more scopes on a live connection: {@code device.scopes.*}. */
public final class UpgradeMethods {

    /** Longer than a request lives, in milliseconds. */
    private static final long LOOK_AGAIN_MILLIS = 301_000;

    private static final TaggedLogger LOG = Logger.tag("gateway/pairing");

    private final ScopeUpgrades upgrades;
    private final ScheduledExecutorService scheduler;

    /** @param scheduler ends waits that nobody answered; its tasks here never block */
    public UpgradeMethods(ScopeUpgrades upgrades, ScheduledExecutorService scheduler) {
        this.upgrades = upgrades;
        this.scheduler = scheduler;
    }

    public List<Method<?>> methods() {
        // Whoever has no scope at all needs these most.
        return List.of(
                Method.of("device.scopes.requestUpgrade", Access.READ, DeviceParams.Upgrade.class, this::request),
                Method.staged("device.scopes.waitUpgrade", Access.READ, DeviceParams.Request.class, this::await));
    }

    private ObjectNode request(Caller caller, DeviceParams.Upgrade params) throws ProtocolException {
        String device = device(caller);
        List<String> wanted = params.scopes().stream().map(String::strip).distinct().toList();
        if (new HashSet<>(params.scopes()).size() < params.scopes().size()) {
            throw ProtocolException.invalid("requested scopes must be different ones");
        }
        if (!wanted.stream().allMatch(Scope::exists)) {
            throw ProtocolException.invalid("requested scopes contain an unknown operator scope");
        }
        if (!caller.grant().scopes().stream().allMatch(scope -> Scope.admits(wanted, scope))) {
            throw ProtocolException.invalid("requested scopes must include the connection's current scopes");
        }
        PairingRequest request =
                upgrades.request(device, wanted, caller.address()).orElseThrow(UpgradeMethods::deviceRequired);
        LOG.warn("device {} asks for more scopes on a live connection: {} instead of {}",
                device, String.join(",", wanted), String.join(",", caller.grant().scopes()));
        scheduleExpiry();
        return Json.object().put("requestId", request.id());
    }

    private void scheduleExpiry() {
        try {
            scheduler.schedule(upgrades::expire, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopping; nobody waits for scopes any more");
        }
    }

    private void await(Call call, DeviceParams.Request params) throws ProtocolException {
        CompletionStage<Outcome> outcome = upgrades.outcome(params.requestId(), device(call.caller()))
                .orElseThrow(() -> ProtocolException.invalid("scope upgrade expired or not found"));
        outcome.thenAccept(known -> call.reply(view(params.requestId(), known)));
    }

    private static ObjectNode view(String requestId, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Approved(IssuedToken token) -> {
                ObjectNode approved = Json.object()
                        .put("status", "approved")
                        .put("requestId", requestId)
                        .put("deviceToken", token.token());
                approved.set("scopes", Json.tree(token.scopes()));
                yield approved;
            }
            case Outcome.Rejected rejected -> Json.object().put("status", "rejected").put("requestId", requestId);
            case Outcome.Expired expired -> Json.object().put("status", "expired").put("requestId", requestId);
        };
    }

    private static String device(Caller caller) throws ProtocolException {
        if (caller.grant().deviceId() == null) {
            throw deviceRequired();
        }
        return caller.grant().deviceId();
    }

    private static ProtocolException deviceRequired() {
        return new ProtocolException(ErrorShape.invalid("device scope upgrade requires a paired browser identity; reopen the"
                        + " Control UI over HTTPS or localhost, then retry")
                .withDetails(Json.object()
                        .put("code", "DEVICE_IDENTITY_REQUIRED")
                        .put("recommendedNextStep", "reopen_control_ui_securely")));
    }
}
