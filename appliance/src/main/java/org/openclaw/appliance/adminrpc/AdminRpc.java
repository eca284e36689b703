package org.openclaw.appliance.adminrpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.RequestFrame;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.ClientInfo;
import org.openclaw.appliance.rpc.Dispatcher;
import org.openclaw.appliance.rpc.Subscriptions;
import org.openclaw.appliance.server.HttpCall;

/** Answers {@code {id?,method,params?}} with what the method answers. Only methods meant for operators' scripts are served. */
final class AdminRpc {

    /** In the order {@code commands.list} tells them. */
    static final List<String> SERVED = List.of(
            "health", "status", "logs.tail", "usage.status", "usage.cost", "gateway.restart.request",
            "gateway.suspend.prepare", "gateway.suspend.status", "gateway.suspend.resume", "commands.list", "config.get",
            "config.schema", "config.schema.lookup", "config.set", "config.patch", "config.apply", "channels.status",
            "channels.start", "channels.stop", "channels.logout", "web.login.start", "web.login.wait", "models.list",
            "models.authStatus", "agents.list", "agents.create", "agents.update", "agents.delete", "exec.approvals.get",
            "exec.approvals.set", "exec.approvals.node.get", "exec.approvals.node.set", "cron.status", "cron.list",
            "cron.get", "cron.runs", "cron.add", "cron.update", "cron.remove", "cron.run", "device.pair.list",
            "device.pair.approve", "device.pair.reject", "device.pair.remove", "node.list", "node.describe",
            "node.pair.list", "node.pair.approve", "node.pair.reject", "node.pair.remove", "node.rename", "tasks.list",
            "tasks.get", "tasks.cancel", "doctor.memory.status", "update.status");

    private static final Set<String> SERVED_SET = Set.copyOf(SERVED);
    private static final int MOST_BODY = 1024 * 1024;
    private static final int LONGEST_ID = 256;
    private static final int PATIENCE_SECONDS = 120;

    private final Dispatcher dispatcher;

    AdminRpc(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** A request that doesn't get as far as a method. */
    private static final class Unfit extends Exception {
        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    void answer(HttpCall exchange) throws IOException {
        HttpCall call = exchange.with("Cache-Control", "no-store");
        if (!call.method().equals("POST")) {
            refuse(call.with("Allow", "POST"), 405, "method_not_allowed", "Method Not Allowed");
            return;
        }
        try {
            RequestFrame request = read(call.body(MOST_BODY));
            ResponseFrame response = request.method().equals("commands.list") ? listed(request) : dispatched(call, request);
            call.json(status(response), shown(request.id(), response));
        } catch (HttpCall.TooLarge e) {
            refuse(call, 413, "payload_too_large", e.getMessage());
        } catch (Unfit e) {
            refuse(call, 400, "invalid_request", e.getMessage());
        }
    }

    private static void refuse(HttpCall call, int status, String type, String message) throws IOException {
        ObjectNode answer = Json.object().put("ok", false);
        answer.putObject("error").put("type", type).put("message", message);
        call.json(status, answer);
    }

    private static RequestFrame read(byte[] body) throws Unfit {
        JsonNode root;
        try {
            root = Json.parse(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new Unfit("request body must be valid JSON");
        }
        if (!root.isObject()) {
            throw new Unfit("request body must be an object");
        }
        if (!root.path("method").isTextual() || root.path("method").textValue().isBlank()) {
            throw new Unfit("method must be a non-empty string");
        }
        String id = root.path("id").isTextual() ? root.path("id").textValue() : "";
        boolean own = id.isBlank() || id.length() > LONGEST_ID;
        // Anything that is no object counts as left out.
        return new RequestFrame(
                own ? UUID.randomUUID().toString() : id,
                root.path("method").textValue().strip(),
                root.path("params").isObject() ? root.path("params") : Json.object(),
                null);
    }

    private static ResponseFrame listed(RequestFrame request) {
        ObjectNode payload = Json.object();
        SERVED.forEach(payload.putArray("methods")::add);
        return ResponseFrame.ok(request.id(), payload);
    }

    private ResponseFrame dispatched(HttpCall call, RequestFrame request) throws IOException {
        if (!SERVED_SET.contains(request.method())) {
            String shown = request.method().length() > 100 ? request.method().substring(0, 100) : request.method();
            return ResponseFrame.failed(
                    request.id(), ErrorShape.invalid("admin HTTP RPC method is not supported: " + shown));
        }
        CompletableFuture<ResponseFrame> answer = new CompletableFuture<>();
        dispatcher.dispatch(caller(call), request, answer::complete);
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return ResponseFrame.failed(
                    request.id(), ErrorShape.of(ErrorCode.UNAVAILABLE, "the method did not answer; `openclaw logs` may say why"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a method was running", e);
        }
    }

    private static Caller caller(HttpCall call) {
        Grant grant = call.grant().orElseThrow();
        ClientInfo client = new ClientInfo("admin-http-rpc", "1", "http", "backend", null, null, null, null, null);
        return new Caller(
                UUID.randomUUID().toString(), grant, client, call.peer().address(), Set.of(), new Subscriptions());
    }

    private static int status(ResponseFrame response) {
        if (response.ok()) {
            return 200;
        }
        return switch (response.error().code()) {
            case INVALID_REQUEST -> 400;
            case APPROVAL_NOT_FOUND -> 404;
            case NOT_LINKED, NOT_PAIRED -> 409;
            case UNAVAILABLE -> 503;
            case AGENT_TIMEOUT -> 504;
            default -> 500;
        };
    }

    private static ObjectNode shown(String id, ResponseFrame response) {
        ObjectNode answer = Json.object().put("id", id).put("ok", response.ok());
        if (response.ok()) {
            answer.set("payload", Json.tree(response.payload()));
        } else {
            answer.set("error", Json.tree(response.error()));
        }
        return answer;
    }
}
