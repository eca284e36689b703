package org.openclaw.appliance.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.server.HttpCall;
import org.openclaw.appliance.server.Route;

/** Liveness, readiness and start-up probes, for monitors and supervisors. They need no secret and touch no disk. */
public final class ProbeRoutes implements Route.Source {

    private static final String JSON = "application/json; charset=utf-8";
    private static final byte[] LIVE = "{\"ok\":true,\"status\":\"live\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] RESCUE = "{\"ok\":true,\"status\":\"rescue\"}".getBytes(StandardCharsets.UTF_8);

    private final Lifecycle lifecycle;
    private final String version;
    private final Supplier<List<String>> failing;
    private final byte[] live;

    /** @param failing names of what keeps the gateway from being ready; empty when all is well. Must not block */
    public ProbeRoutes(Lifecycle lifecycle, String version, Supplier<List<String>> failing) {
        this(lifecycle, version, failing, false);
    }

    /** @param rescue whether no more than a rescue is served */
    public ProbeRoutes(Lifecycle lifecycle, String version, Supplier<List<String>> failing, boolean rescue) {
        this.live = rescue ? RESCUE : LIVE;
        this.lifecycle = lifecycle;
        this.version = version;
        this.failing = failing;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        for (String path : List.of("/health", "/healthz")) {
            routes.add(Route.open("GET", path, this::live).onIoThread());
        }
        for (String path : List.of("/ready", "/readyz")) {
            routes.add(Route.open("GET", path, this::ready).onIoThread());
        }
        for (String path : List.of("/startup", "/startupz")) {
            routes.add(Route.open("GET", path, this::startup).onIoThread());
        }
        return routes;
    }

    private void live(HttpCall call) throws IOException {
        call.with("Cache-Control", "no-store").send(200, JSON, live);
    }

    private void ready(HttpCall call) throws IOException {
        List<String> reasons = new ArrayList<>(failing.get());
        if (lifecycle.state() != Lifecycle.State.READY) {
            reasons.add(lifecycle.phase());
        }
        ObjectNode answer = Json.object().put("ready", reasons.isEmpty());
        if (call.grant().isPresent() || (call.peer().loopback() && !call.peer().forwarded())) {
            var list = answer.putArray("failing");
            reasons.forEach(list::add);
            answer.put("uptimeMs", lifecycle.uptimeMillis());
        }
        send(call, reasons.isEmpty(), answer);
    }

    private void startup(HttpCall call) throws IOException {
        boolean started = lifecycle.state() == Lifecycle.State.READY;
        ObjectNode answer = Json.object().put("ok", started);
        switch (lifecycle.state()) {
            case STARTING -> answer.put("status", "starting").put("phase", lifecycle.phase());
            case READY -> answer.put("status", "started").put("version", version);
            case DRAINING -> answer.put("status", "draining");
        }
        answer.put("uptimeMs", lifecycle.uptimeMillis());
        send(call, started, answer);
    }

    private static void send(HttpCall call, boolean well, ObjectNode answer) throws IOException {
        call.with("Cache-Control", "no-store");
        if (!well) {
            call.with("Retry-After", "1");
        }
        call.json(well ? 200 : 503, answer);
    }
}
