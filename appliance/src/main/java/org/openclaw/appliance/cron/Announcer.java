package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.channel.Delivery;
import org.openclaw.appliance.channel.Outbound;
import org.openclaw.appliance.channel.Silence;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;

/** Takes what a run said to where its job wants it. Thread-safe; blocks for one try. */
final class Announcer {

    private final Supplier<Channels> channels;

    Announcer(Supplier<Channels> channels) {
        this.channels = channels;
    }

    /** The result with what became of its delivery. */
    RunResult deliver(Job job, RunResult result, String runId, long begunAt, long now) {
        JsonNode delivery = job.delivery();
        String mode = delivery.path("mode").asText("none");
        boolean required = !delivery.path("bestEffort").asBoolean();
        if (mode.equals("none") || result.status().equals("skipped")) {
            return result;
        }
        String text = result.text().strip();
        if (result.ok() && (text.isEmpty() || Silence.isMeant(text))) {
            return result.with(RunResult.Delivered.suppressed(text.isEmpty() ? "empty" : "silent"));
        }
        if (mode.equals("webhook")) {
            return result.with(post(delivery.path("to").asText(), result.entry(job, runId, begunAt, now), runId, required));
        }
        RunResult told = result.ok() ? result.with(announce(delivery, text, required)) : result;
        JsonNode also = delivery.path("completionDestination").path("to");
        return also.isTextual() && told.delivery().error() == null
                ? merged(told, post(also.textValue(), told.entry(job, runId, begunAt, now), runId, required))
                : told;
    }

    private static RunResult merged(RunResult told, RunResult.Delivered posted) {
        return posted.error() == null && told.ok() ? told : told.with(posted);
    }

    private RunResult.Delivered announce(JsonNode delivery, String text, boolean required) {
        try {
            Channels.Route route = route(delivery.path("channel").textValue(), delivery.path("to").textValue());
            JsonNode thread = delivery.path("threadId");
            Outbound message = new Outbound(
                    UUID.randomUUID().toString(), route.channel().id(), route.to(), clipped(text), List.of(),
                    delivery.path("accountId").textValue(), thread.isMissingNode() ? null : thread.asText(), null, false);
            return judge(channels.get().send(message, null), required);
        } catch (ProtocolException e) {
            return RunResult.Delivered.failed(e.getMessage(), required);
        }
    }

    /** Where an announcement goes: what is named, else to the owner. */
    Channels.Route route(String channel, String to) throws ProtocolException {
        if (to != null) {
            return channels.get().route(channel, to);
        }
        Optional<Channels.Route> owner = channels.get().owner()
                .filter(route -> channel == null || channel.equals("last") || route.channel().id().equals(channel));
        if (owner.isPresent()) {
            return owner.get();
        }
        throw ProtocolException.invalid("no recipient is known: name one with --to, or set commands.ownerAllowFrom");
    }

    RunResult.Delivered post(String address, ObjectNode event, String runId, boolean required) {
        Outbound document = Outbound.text(UUID.randomUUID().toString(), CronWebhook.ID, address, clipped(Json.text(event)));
        try {
            return judge(channels.get().sendInternally(document), required);
        } catch (ProtocolException e) {
            return RunResult.Delivered.failed(e.getMessage(), required);
        }
    }

    private static RunResult.Delivered judge(Delivery delivery, boolean required) {
        return switch (delivery) {
            case Delivery.Sent sent -> RunResult.Delivered.arrived();
            case Delivery.Queued queued -> new RunResult.Delivered("unknown", queued.error() + "; it is tried again", null, false);
            case Delivery.Dead dead -> RunResult.Delivered.failed(dead.error(), required);
        };
    }

    private static String clipped(String text) {
        return text.length() <= Outbound.MOST_CHARS ? text : text.substring(0, Outbound.MOST_CHARS);
    }

    /** {@code {label,detail}}: where a job's announcements go, for people. */
    ObjectNode preview(Job job) {
        JsonNode delivery = job.delivery();
        String mode = delivery.path("mode").asText("none");
        if (mode.equals("none")) {
            return Json.object().put("label", "not requested").put("detail", "not requested");
        }
        if (mode.equals("webhook")) {
            return Json.object().put("label", "webhook").put("detail", "webhook " + host(delivery.path("to").asText()));
        }
        String channel = delivery.path("channel").asText("last");
        String label = "announce -> " + channel;
        try {
            Channels.Route route = route(delivery.path("channel").textValue(), delivery.path("to").textValue());
            return Json.object().put("label", label).put("detail", route.channel().id() + " -> " + route.to());
        } catch (ProtocolException e) {
            return Json.object().put("label", label).put("detail", channel + " -> no route, will fail-closed: " + e.getMessage());
        }
    }

    // The path and the query of an address may hold secrets.
    private static String host(String address) {
        int from = address.indexOf("://") + 3;
        int to = address.indexOf('/', from);
        return to < 0 ? address : address.substring(0, to);
    }
}
