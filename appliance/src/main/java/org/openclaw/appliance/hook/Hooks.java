package org.openclaw.appliance.hook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.agent.AgentRuns;
import org.openclaw.appliance.agent.Agents;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.presence.SystemEvents;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.server.HttpCall;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.session.ShortSessions;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Answers the calls of {@code hooks.path}: wake, agent, and what {@code hooks.mappings} names. Thread-safe. */
public final class Hooks {

    private static final int MOST_BYTES = 256 * 1024;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String TOKEN_IN_QUERY = "Hook token must be provided via Authorization: Bearer <token> or"
            + " X-OpenClaw-Token header (query parameters are not allowed).";
    private static final TaggedLogger LOG = Logger.tag("hooks");

    private final Supplier<Config> config;
    private final Lifecycle lifecycle;
    private final HookGuard guard;
    private final HookDesk desk;
    private final Replays replays;

    /** What it is made of. @param channels made when first needed @param wake asks for a heartbeat in a conversation */
    public record Parts(
            Supplier<Config> config,
            Lifecycle lifecycle,
            Agents agents,
            Sessions sessions,
            ShortSessions shortSessions,
            AgentRuns runs,
            SystemEvents notes,
            Supplier<Channels> channels,
            Consumer<SessionKey> wake) {}

    public Hooks(Parts parts) {
        this.config = parts.config();
        this.lifecycle = parts.lifecycle();
        this.guard = new HookGuard(lifecycle::uptimeMillis);
        this.replays = new Replays(lifecycle::uptimeMillis);
        this.desk = new HookDesk(new HookDesk.Parts(
                parts.agents(), parts.sessions(), parts.shortSessions(), parts.runs(), parts.notes(), parts.channels(), parts.wake()));
    }

    void answer(HttpCall call) throws IOException {
        HookSettings settings = HookSettings.of(config.get());
        if (!settings.enabled()) {
            text(call, 404, "Not Found");
        } else if (call.query("token").isPresent()) {
            text(call, 400, TOKEN_IN_QUERY);
        } else if (!call.method().equals("POST")) {
            text(call.with("Allow", "POST"), 405, "Method Not Allowed");
        } else if (admitted(call, settings)) {
            dispatch(call, settings);
        }
    }

    private boolean admitted(HttpCall call, HookSettings settings) throws IOException {
        HookGuard.Judgement judgement = guard.judge(
                call.peer().address(), call.header("Authorization"), call.header("X-OpenClaw-Token"), settings.token());
        if (judgement.retryAfterMillis() > 0) {
            long seconds = (judgement.retryAfterMillis() + 999) / 1000;
            text(call.with("Retry-After", Long.toString(seconds)), 429, "Too Many Requests");
        } else if (!judgement.admitted()) {
            text(call, 401, "Unauthorized");
        }
        return judgement.admitted();
    }

    private void dispatch(HttpCall call, HookSettings settings) throws IOException {
        String path = trimmed(call.rest());
        try {
            Optional<JsonNode> payload = payload(call);
            if (payload.isEmpty()) {
                return;
            }
            Optional<Mapping> mapping = path.equals("wake") || path.equals("agent")
                    ? Optional.empty()
                    : Mapping.find(settings.mappings(), path, payload.get());
            boolean known = path.equals("wake") || path.equals("agent") || mapping.isPresent();
            if (path.isEmpty() || !known) {
                text(call, 404, "Not Found");
                return;
            }
            Optional<Lifecycle.Suspension> suspended = lifecycle.workSuspended();
            if (suspended.isPresent() || lifecycle.state() != Lifecycle.State.READY) {
                unavailable(call, suspended);
            } else if (mapping.isPresent()) {
                mapped(call, settings, mapping.get(), path, payload.get());
            } else if (path.equals("wake")) {
                call.json(200, desk.wake(HookAction.wake(payload.get()), settings));
            } else {
                direct(call, settings, payload.get());
            }
        } catch (HookAction.Refused e) {
            refuse(call, e.status(), e.getMessage());
        } catch (HttpCall.TooLarge e) {
            refuse(call, 413, "payload too large: a hook takes at most " + MOST_BYTES + " bytes");
        }
    }

    private static Optional<JsonNode> payload(HttpCall call) throws IOException, HttpCall.TooLarge {
        String body = new String(call.body(MOST_BYTES), StandardCharsets.UTF_8);
        if (body.isBlank()) {
            return Optional.of(Json.object());
        }
        try {
            JsonNode parsed = Json.parse(body);
            return Optional.of(parsed.isObject() ? parsed : Json.object());
        } catch (JsonProcessingException e) {
            refuse(call, 400, "the body is not JSON: " + e.getOriginalMessage());
            return Optional.empty();
        }
    }

    private static void unavailable(HttpCall call, Optional<Lifecycle.Suspension> why) throws IOException {
        long millis = why.map(Lifecycle.Suspension::retryAfterMillis).orElse(1_000L);
        if (millis > 0) {
            call.with("Retry-After", Long.toString((millis + 999) / 1000));
        }
        call.json(503, Json.object()
                .put("ok", false)
                .put("error", "gateway_unavailable")
                .put("message", why.map(Lifecycle.Suspension::reason).orElse("the gateway is starting or stopping")));
    }

    private void direct(HttpCall call, HookSettings settings, JsonNode payload) throws IOException, HookAction.Refused {
        HookAction.Agent action = HookAction.agent(payload);
        HookDesk.Dispatched run = begin(call, settings, "agent", action, HookAction.text(payload, "idempotencyKey"));
        ObjectNode answer = Json.object().put("ok", true).put("runId", run.runId());
        if (payload.path("waitForCompletion").asBoolean()) {
            answer.set("completion", await(run));
        }
        call.json(200, answer);
    }

    private HookDesk.Dispatched begin(HttpCall call, HookSettings settings, String path, HookAction.Agent action, String inBody)
            throws HookAction.Refused {
        String key = call.header("Idempotency-Key").or(() -> call.header("X-OpenClaw-Idempotency-Key")).orElse(inBody);
        return replays.once(key, path, action, () -> desk.agent(action, settings));
    }

    private static ObjectNode await(HookDesk.Dispatched run) throws HookAction.Refused {
        try {
            return run.completion().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HookAction.Refused(503, "the gateway is stopping");
        } catch (ExecutionException e) {
            LOG.error(e.getCause(), "the end of hook run {} failed", run.runId());
            return Json.object().put("status", "error").put("replyDisposition", "empty");
        }
    }

    private void mapped(HttpCall call, HookSettings settings, Mapping mapping, String path, JsonNode payload)
            throws IOException, HookAction.Refused {
        Template template = new Template(payload, call::header, call::query, path, lifecycle.clock().instant());
        List<HookAction> actions = mapping.actions(template, settings);
        List<String> runs = new ArrayList<>();
        ObjectNode woken = null;
        for (HookAction action : actions) {
            switch (action) {
                case HookAction.Wake wake -> woken = desk.wake(wake, settings);
                case HookAction.Agent agent -> runs.add(
                        begin(call, settings, path, agent, HookAction.text(payload, "idempotencyKey")).runId());
            }
        }
        LOG.debug("mapping {} came to {} actions", mapping.id(), actions.size());
        if (actions.isEmpty()) {
            call.send(204, TEXT, new byte[0]);
        } else if (runs.isEmpty()) {
            call.json(200, woken);
        } else {
            call.json(200, dispatched(runs));
        }
    }

    private static ObjectNode dispatched(List<String> runs) {
        ObjectNode answer = Json.object().put("ok", true).put("runId", runs.getFirst());
        if (runs.size() > 1) {
            ArrayNode ids = answer.putArray("runIds");
            runs.forEach(ids::add);
            answer.put("dispatched", runs.size());
        }
        return answer;
    }

    private static String trimmed(String rest) {
        int from = 0;
        int to = rest.length();
        while (from < to && rest.charAt(from) == '/') {
            from++;
        }
        while (to > from && rest.charAt(to - 1) == '/') {
            to--;
        }
        return rest.substring(from, to);
    }

    private static void refuse(HttpCall call, int status, String error) throws IOException {
        call.json(status, Json.object().put("ok", false).put("error", error));
    }

    private static void text(HttpCall call, int status, String text) throws IOException {
        call.send(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }
}
