package org.openclaw.appliance.cron;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.protocol.Items;
import org.openclaw.appliance.protocol.Length;
import org.openclaw.appliance.protocol.Matches;
import org.openclaw.appliance.protocol.OneOf;
import org.openclaw.appliance.protocol.Range;
import org.openclaw.appliance.protocol.Required;
import org.openclaw.appliance.protocol.Shape;

/** The forms a job's parts come in, each a closed object. */
final class Forms {

    private static final long MOST_MILLIS = 8_640_000_000_000_000L;
    private static final long DAY_MILLIS = 86_400_000;

    private Forms() {}

    /** A payload that was found good before. */
    static Command command(JsonNode payload) {
        try {
            return Shape.of(Command.class).read(payload);
        } catch (Shape.Violation e) {
            throw new IllegalStateException("a stored job can't be read: " + e.getMessage(), e);
        }
    }

    record At(@Required String kind, @Required @Length(min = 1, max = 64) String at) {}

    record Every(
            @Required String kind,
            @Required @Range(min = 1_000, max = MOST_MILLIS) Long everyMs,
            @Range(min = 0, max = MOST_MILLIS) Long anchorMs) {}

    record Cron(
            @Required String kind,
            @Required @Length(min = 1, max = 256) String expr,
            @Length(max = 64) String tz,
            @Range(min = 0, max = DAY_MILLIS) Long staggerMs) {}

    record SystemEvent(
            @Required String kind,
            @Required @Length(min = 1, max = 8_192) String text,
            @Items(max = 128) @Length(max = 128) List<String> toolsAllow,
            Boolean toolsAllowIsDefault) {}

    record AgentTurn(
            @Required String kind,
            @Required @Length(min = 1, max = 65_536) String message,
            @Length(max = 256) String model,
            @Items(max = 16) @Length(max = 256) List<String> fallbacks,
            @Length(max = 32) String thinking,
            Double timeoutSeconds,
            Boolean allowUnsafeExternalContent,
            Boolean lightContext,
            @Items(max = 128) @Length(max = 128) List<String> toolsAllow,
            Boolean toolsAllowIsDefault) {}

    record Command(
            @Required String kind,
            @Required @Items(min = 1, max = 128) @Length(min = 1, max = 32_768) List<String> argv,
            @Length(min = 1, max = 4_096) String cwd,
            Map<String, String> env,
            @Length(max = 65_536) String input,
            Double timeoutSeconds,
            Double noOutputTimeoutSeconds,
            @Range(min = 1, max = 1_048_576) Integer outputMaxBytes,
            @Items(max = 128) @Length(max = 128) List<String> toolsAllow,
            Boolean toolsAllowIsDefault) {}

    record Delivery(
            @Required @OneOf({"none", "announce", "webhook"}) String mode,
            @Length(min = 1, max = 64) @Matches("\\S") String channel,
            @Length(min = 1, max = 4_096) @Matches("\\S") String to,
            JsonNode threadId,
            @Length(min = 1, max = 128) String accountId,
            Boolean bestEffort,
            Destination failureDestination,
            Completion completionDestination) {}

    record Destination(
            @Length(min = 1, max = 64) @Matches("\\S") String channel,
            @Length(min = 1, max = 4_096) @Matches("\\S") String to,
            @Length(min = 1, max = 128) String accountId,
            @OneOf({"announce", "webhook"}) String mode) {}

    record Completion(
            @Required @OneOf("webhook") String mode, @Required @Length(min = 1, max = 4_096) @Matches("\\S") String to) {}

    record FailureAlert(
            @Range(min = 1) Integer after,
            @Length(min = 1, max = 64) @Matches("\\S") String channel,
            @Length(min = 1, max = 4_096) @Matches("\\S") String to,
            @Range(min = 0) Long cooldownMs,
            Boolean includeSkipped,
            @OneOf({"announce", "webhook"}) String mode,
            @Length(min = 1, max = 128) String accountId) {}
}
