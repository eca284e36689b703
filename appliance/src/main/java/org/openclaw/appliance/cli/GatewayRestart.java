package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.service.Readiness;

/** Asks a running gateway of this instance about a restart, and for one. */
final class GatewayRestart {

    /** What the gateway itself grants active work before it restarts all the same. */
    private static final Duration DRAIN = Duration.ofMinutes(5);

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private GatewayRestart() {}

    /** @param skipDeferral don't wait for active work @param steps is told what becomes of it */
    static void request(
            Invocation in, OwnGateway gateway, boolean safe, boolean skipDeferral, Consumer<String> steps)
            throws ClientException, CommandException, InterruptedException {
        var params = Json.object().put("reason", "openclaw gateway restart").put("safe", safe).put("skipDeferral", skipDeferral);
        ClientFlags flags = here(gateway);
        try (GatewayConnection connection = in.gateway().open(GatewayAccess.Wish.forScope(flags, "operator.admin"))) {
            JsonNode answer = connection.call("gateway.restart.request", params, ClientFlags.DEFAULT_TIMEOUT);
            steps.accept("the gateway (pid " + gateway.pid() + ") restarts itself");
            if (answer.path("status").asText().equals("deferred")) {
                steps.accept("waiting for active work: " + answer.path("preflight").path("summary").asText());
            }
            long delay = answer.path("restart").path("delayMs").asLong() / 1_000;
            if (delay > 0) {
                steps.accept("it restarts in " + delay + " s: so soon after another restart it takes its time");
            }
        }
    }

    static Readiness.Patience withDrain(Readiness.Patience patience) {
        return new Readiness.Patience(patience.stall().plus(DRAIN), patience.most().plus(DRAIN));
    }

    /** Waits until nothing is going on. @param most zero for as long as it takes */
    static void awaitIdle(Invocation in, OwnGateway gateway, Duration most, Consumer<String> steps)
            throws ClientException, CommandException, InterruptedException {
        long begun = System.nanoTime();
        CountDownLatch never = new CountDownLatch(1);
        String said = "";
        try (GatewayConnection connection =
                in.gateway().open(GatewayAccess.Wish.forScope(here(gateway), "operator.read"))) {
            while (true) {
                JsonNode preflight =
                        connection.call("gateway.restart.preflight", Json.object(), ClientFlags.DEFAULT_TIMEOUT);
                if (preflight.path("safe").asBoolean()) {
                    return;
                }
                String summary = "waiting for active work: " + preflight.path("summary").asText();
                if (!summary.equals(said)) {
                    steps.accept(summary);
                    said = summary;
                }
                if (!most.isZero() && System.nanoTime() - begun >= most.toNanos()) {
                    steps.accept("the time is up; restarting with work in progress");
                    return;
                }
                // An interruptible pause: nobody ever counts the latch down.
                if (never.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError();
                }
            }
        }
    }

    private static ClientFlags here(OwnGateway gateway) {
        return new ClientFlags(null, null, null, null, gateway.port());
    }
}
