package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.protocol.CronParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.Shape;
import org.openclaw.appliance.webhook.WebhookClient;

/** From what a caller writes to a job's definition: checked, with defaults filled in. Immutable, thread-safe. */
final class Definition {

    private static final List<String> CLEARABLE = List.of("displayName", "agentId", "sessionKey", "failureAlert");
    private static final List<String> PATCHED = List.of(
            "name", "displayName", "agentId", "sessionKey", "description", "deleteAfterRun", "schedule", "sessionTarget",
            "wakeMode", "payload", "delivery", "failureAlert");

    private final Predicate<String> knowsAgent;

    /** @param knowsAgent whether an agent is configured */
    Definition(Predicate<String> knowsAgent) {
        this.knowsAgent = knowsAgent;
    }

    /** @param now so that nothing is planned for the past */
    ObjectNode of(CronParams.Add add, long now) throws ProtocolException {
        refuse("trigger", add.trigger());
        refuse("pacing", add.pacing());
        ObjectNode made = Json.object().put("name", add.name().strip());
        put(made, "declarationKey", add.declarationKey());
        put(made, "displayName", add.displayName());
        if (add.owner() != null) {
            ObjectNode owner = made.putObject("owner");
            put(owner, "agentId", add.owner().agentId());
            put(owner, "sessionKey", add.owner().sessionKey());
            put(owner, "accountId", add.owner().accountId());
        }
        set(made, "agentId", add.agentId());
        set(made, "sessionKey", add.sessionKey());
        put(made, "description", add.description());
        if (add.deleteAfterRun() != null) {
            made.put("deleteAfterRun", add.deleteAfterRun());
        } else if (add.schedule().path("kind").asText().equals("at")) {
            made.put("deleteAfterRun", true);
        }
        set(made, "schedule", add.schedule());
        set(made, "sessionTarget", add.sessionTarget());
        made.put("wakeMode", add.wakeMode());
        set(made, "payload", add.payload());
        set(made, "delivery", add.delivery());
        set(made, "failureAlert", add.failureAlert());
        if (made.path("delivery").isMissingNode() && !made.path("sessionTarget").asText().equals("main")) {
            made.putObject("delivery").put("mode", "announce");
        }
        check("cron.add", made, now, true);
        return made;
    }

    /** The definition after a change. @param patch as {@code cron.update} has it */
    ObjectNode patched(ObjectNode before, ObjectNode patch, long now) throws ProtocolException {
        refuse("trigger", patch.get("trigger"));
        refuse("pacing", patch.get("pacing"));
        ObjectNode made = before.deepCopy();
        for (var entry : patch.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            switch (name) {
                case "enabled", "trigger", "pacing" -> { }
                case "payload", "delivery" -> merge(made, name, value);
                default -> {
                    if (!PATCHED.contains(name)) {
                        throw invalid("cron.update", "at /patch: unexpected property '" + clip(name) + "'");
                    }
                    if (value.isNull() && CLEARABLE.contains(name)) {
                        made.remove(name);
                    } else {
                        made.set(name, value);
                    }
                }
            }
        }
        check("cron.update", made, now, patch.has("schedule"));
        return made;
    }

    // A patch of another kind replaces; within one kind it changes what it names, and null takes away.
    private static void merge(ObjectNode made, String name, JsonNode change) {
        String distinguishing = name.equals("payload") ? "kind" : "mode";
        JsonNode old = made.path(name);
        boolean same = !change.has(distinguishing) || change.path(distinguishing).equals(old.path(distinguishing));
        ObjectNode merged = Json.object();
        if (old.isObject() && (same || name.equals("delivery"))) {
            merged.setAll((ObjectNode) old);
        }
        change.properties().forEach(entry -> merged.set(entry.getKey(), entry.getValue()));
        merged.removeIf(JsonNode::isNull);
        if (name.equals("delivery") && !merged.path("mode").asText().equals("announce")) {
            merged.remove("completionDestination");
        }
        made.set(name, merged);
    }

    private void check(String method, ObjectNode made, long now, boolean newSchedule) throws ProtocolException {
        checkText(method, made, "name", 200);
        JsonNode bound = made.path("sessionKey");
        if (!bound.isMissingNode() && !(bound.isTextual() && bound.textValue().length() <= 512)) {
            throw invalid(method, "at /sessionKey: must be a text of at most 512 characters");
        }
        JsonNode agent = made.path("agentId");
        if (!agent.isMissingNode() && !(agent.isTextual() && knowsAgent.test(agent.textValue()))) {
            throw invalid(method, "unknown agent id \"" + clip(agent.asText()) + "\"");
        }
        checkSchedule(method, made, now, newSchedule);
        String kind = made.path("payload").path("kind").asText();
        checkPayload(method, made.path("payload"), kind);
        String target = made.path("sessionTarget").asText();
        boolean known = List.of("main", "isolated", "current").contains(target)
                || (target.startsWith("session:") && target.length() > 8 && target.length() <= 500);
        if (!known) {
            throw invalid(method, "at /sessionTarget: must be main, isolated, current or session:<key>");
        }
        if (target.equals("main") != kind.equals("systemEvent")) {
            throw invalid(method, target.equals("main")
                    ? "main cron jobs require payload.kind=\"systemEvent\""
                    : target + " cron jobs require payload.kind=\"agentTurn\" or \"command\"");
        }
        if (made.has("delivery")) {
            checkDelivery(method, made.path("delivery"));
        }
        JsonNode alert = made.path("failureAlert");
        if (!alert.isMissingNode() && !(alert.isBoolean() && !alert.booleanValue())) {
            read(method, "failureAlert", Forms.FailureAlert.class, alert);
        }
    }

    private static void checkSchedule(String method, ObjectNode made, long now, boolean fresh) throws ProtocolException {
        JsonNode schedule = made.path("schedule");
        switch (schedule.path("kind").asText()) {
            case "at" -> {
                Forms.At at = read(method, "schedule", Forms.At.class, schedule);
                Instant time = instant(at.at());
                if (fresh && time.toEpochMilli() <= now) {
                    throw ProtocolException.invalid("schedule.at is in the past: " + time + ". Current time: " + Instant.ofEpochMilli(now));
                }
                made.putObject("schedule").put("kind", "at").put("at", time.toString());
            }
            case "every" -> read(method, "schedule", Forms.Every.class, schedule);
            case "cron" -> checkCron(method, read(method, "schedule", Forms.Cron.class, schedule), now);
            case "on-exit", "stream" -> throw invalid(method, "schedules of kind \"" + schedule.path("kind").asText()
                    + "\" are not supported here; let the program call a hook (POST /hooks/wake) instead");
            default -> throw invalid(method, "at /schedule/kind: must be at, every or cron");
        }
    }

    private static void checkCron(String method, Forms.Cron cron, long now) throws ProtocolException {
        try {
            ZoneId zone = cron.tz() == null || cron.tz().isBlank() ? ZoneId.systemDefault() : ZoneId.of(cron.tz());
            if (CronExpression.parse(cron.expr()).next(now, zone).isEmpty()) {
                throw invalid(method, "CronPattern: the expression never comes true");
            }
        } catch (IllegalArgumentException e) {
            throw invalid(method, e.getMessage());
        } catch (DateTimeException e) {
            throw invalid(method, "Invalid timezone '" + clip(cron.tz()) + "'. Give an IANA name such as Europe/Vienna");
        }
    }

    private static Instant instant(String text) throws ProtocolException {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            try {
                return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException again) {
                throw ProtocolException.invalid("Invalid schedule.at: expected ISO-8601 timestamp (got " + clip(text) + ")");
            }
        }
    }

    private static void checkPayload(String method, JsonNode payload, String kind) throws ProtocolException {
        JsonNode tools = payload.path("toolsAllow");
        if (tools.isArray() && !(tools.size() == 1 && tools.get(0).asText().equals("*"))) {
            // Taken and not obeyed, it would give away more than its author thinks.
            throw invalid(method, "toolsAllow of a single job is not supported here; restrict the agent's tools instead (agents.entries.<id>.tools)");
        }
        switch (kind) {
            case "systemEvent" -> read(method, "payload", Forms.SystemEvent.class, payload);
            case "agentTurn" -> {
                read(method, "payload", Forms.AgentTurn.class, payload);
                checkTurn(method, payload);
            }
            case "command" -> read(method, "payload", Forms.Command.class, payload);
            case "script" -> throw invalid(method, "payloads of kind \"script\" need a JavaScript engine, which this gateway"
                    + " doesn't have; use kind \"command\"");
            default -> throw invalid(method, "at /payload/kind: must be systemEvent, agentTurn or command");
        }
    }

    private static void checkTurn(String method, JsonNode payload) throws ProtocolException {
        if (!payload.path("fallbacks").isEmpty()) {
            throw invalid(method, "fallbacks of a single job are not supported here; set them for its agent"
                    + " (agents.entries.<id>.model.fallbacks)");
        }
        String thinking = payload.path("thinking").textValue();
        if (thinking != null && !RunRequest.isThinkingLevel(thinking)) {
            throw invalid(method, "at /payload/thinking: must be off, minimal, low, medium, high, xhigh or max");
        }
    }

    private static void checkDelivery(String method, JsonNode node) throws ProtocolException {
        Forms.Delivery delivery = read(method, "delivery", Forms.Delivery.class, node);
        if (delivery.mode().equals("webhook")) {
            requireAddress(method, "delivery.to", delivery.to());
        }
        if (delivery.completionDestination() != null) {
            requireAddress(method, "delivery.completionDestination.to", delivery.completionDestination().to());
        }
    }

    private static void requireAddress(String method, String what, String address) throws ProtocolException {
        if (address == null || !WebhookClient.isAddress(address)) {
            throw invalid(method, what + " must be an address that begins with http:// or https://");
        }
    }

    private static void checkText(String method, ObjectNode made, String name, int most) throws ProtocolException {
        JsonNode value = made.path(name);
        if (!value.isTextual() || value.textValue().isBlank() || value.textValue().length() > most) {
            throw invalid(method, "at /" + name + ": must be a text of at most " + most + " characters");
        }
    }

    private static <T extends Record> T read(String method, String name, Class<T> form, JsonNode node)
            throws ProtocolException {
        try {
            return Shape.of(form).read(node);
        } catch (Shape.Violation e) {
            throw invalid(method, "at /" + name + ": " + e.getMessage());
        }
    }

    private static void refuse(String name, JsonNode value) throws ProtocolException {
        if (value != null && !value.isNull()) {
            throw ProtocolException.invalid(name.equals("trigger")
                    ? "condition triggers need a JavaScript engine, which this gateway doesn't have"
                    : "pacing is not supported here; give the job a schedule of its own");
        }
    }

    private static ProtocolException invalid(String method, String text) {
        return ProtocolException.invalid("invalid " + method + " params: " + text);
    }

    private static void put(ObjectNode node, String name, String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void set(ObjectNode node, String name, JsonNode value) {
        if (value != null && !value.isNull()) {
            node.set(name, value);
        }
    }

    private static String clip(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
