package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.ProtocolException;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Tells people of jobs that keep failing: after so many failures in a row, once an hour at most, and once when all is well
 * again. A job that was switched off for its failures is always told of. Thread-safe; blocks.
 */
final class Alarms {

    private static final int AFTER = 2;
    private static final long COOL_DOWN_MILLIS = 3_600_000;
    private static final TaggedLogger LOG = Logger.tag("cron");

    private final Supplier<Config> config;
    private final Supplier<Channels> channels;
    private final Announcer announcer;
    private final Consumer<String> owner;

    /** @param owner leaves a note for the owner */
    Alarms(Supplier<Config> config, Supplier<Channels> channels, Announcer announcer, Consumer<String> owner) {
        this.config = config;
        this.channels = channels;
        this.announcer = announcer;
        this.owner = owner;
    }

    /**
     * @param before how the job stood
     * @param after how it stands; its state is changed where somebody was told, and has to be stored again then
     * @return whether its state was changed
     */
    boolean look(Job before, Job after, RunResult result, ObjectNode entry, long now) {
        if (after.state().has("autoDisabled") && before.enabled() && !after.enabled()) {
            owner.accept("Automation \"" + after.name() + "\" failed " + after.consecutiveErrors()
                    + " times in a row and was switched off. `openclaw cron enable " + after.id() + "` switches it on again.");
            tell(after, "was switched off after failing " + after.consecutiveErrors() + " times in a row", entry);
            return false;
        }
        boolean open = after.state().path("_alerted").asBoolean();
        if (result.ok() && open) {
            tell(after, "works again", entry);
            after.state().remove("_alerted");
            return true;
        }
        int failures = after.state().path(result.failed() ? "consecutiveErrors" : "consecutiveSkipped").asInt();
        long last = after.state().path("lastFailureAlertAtMs").asLong();
        boolean quiet = open || (last > 0 && now >= last && now - last < coolDown(after));
        if (result.ok() || !counts(after, result) || failures < threshold(after) || quiet) {
            return false;
        }
        boolean told = tell(after, "failed " + failures + " times in a row", entry);
        after.state()
                .put("lastFailureAlertAtMs", now)
                .put("lastFailureNotificationDelivered", told)
                .put("lastFailureNotificationDeliveryStatus", told ? "delivered" : "not-delivered")
                .put("_alerted", true);
        return true;
    }

    private boolean counts(Job job, RunResult result) {
        JsonNode own = job.definition().path("failureAlert");
        boolean off = own.isBoolean() || (!own.isObject() && !config.get().flag("cron.failureAlert.enabled", true));
        boolean skippedToo = own.path("includeSkipped").asBoolean(config.get().flag("cron.failureAlert.includeSkipped", false));
        boolean bestEffort = !own.isObject() && job.delivery().path("bestEffort").asBoolean();
        return !off && !bestEffort && (result.failed() || skippedToo) && (own.isObject() || routed(job) || configured());
    }

    private boolean configured() {
        return config.get().at("cron.failureAlert").isObject();
    }

    private static boolean routed(Job job) {
        return job.delivery().has("failureDestination") || job.delivery().path("mode").asText().equals("announce");
    }

    private int threshold(Job job) {
        long global = config.get().number("cron.failureAlert.after").orElse(AFTER);
        return job.definition().path("failureAlert").path("after").asInt((int) global);
    }

    private long coolDown(Job job) {
        long global = config.get().number("cron.failureAlert.cooldownMs").orElse(COOL_DOWN_MILLIS);
        return job.definition().path("failureAlert").path("cooldownMs").asLong(global);
    }

    private boolean tell(Job job, String what, ObjectNode entry) {
        String mode = field(job, "mode");
        String to = field(job, "to");
        String text = "Automation \"" + job.name() + "\" " + what + ". `openclaw cron runs " + job.id() + "` shows more.";
        if ("webhook".equals(mode) && to != null) {
            ObjectNode event = entry.deepCopy().put("action", "failure-alert").put("message", text);
            return announcer.post(to, event, job.id(), false).error() == null;
        }
        try {
            channels.get().send(announcer.route(field(job, "channel"), to), text);
            return true;
        } catch (ProtocolException e) {
            LOG.warn("nobody could be told that automation {} {}: {}", job.id(), what, e.getMessage());
            return false;
        }
    }

    // The job's own policy first, then its failure destination, then the global one, then where it announces anyway.
    private String field(Job job, String name) {
        JsonNode delivery = job.delivery();
        JsonNode own = job.definition().path("failureAlert").path(name);
        JsonNode destination = delivery.path("failureDestination").path(name);
        boolean announces = delivery.path("mode").asText().equals("announce") && !name.equals("mode");
        if (own.isTextual()) {
            return own.textValue();
        }
        if (destination.isTextual()) {
            return destination.textValue();
        }
        return config.get().text("cron.failureAlert." + name).orElse(announces ? delivery.path(name).textValue() : null);
    }
}
