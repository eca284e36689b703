package org.openclaw.appliance.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import org.openclaw.appliance.agent.RunOutcome;
import org.openclaw.appliance.channel.Silence;
import org.openclaw.appliance.provider.ProviderException;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.session.Run;
import org.openclaw.appliance.session.RunStatus;

/**
 * How a message's turn ended.
 *
 * @param text what is to be sent; empty for nothing
 * @param error why there is no answer, or null
 */
record Ended(Kind kind, String text, String error) {

    /** What it comes to. */
    enum Kind {
        /** It is answered, by silence perhaps, or somebody wanted no answer any more. */
        ANSWERED,
        /** The next turn may go well. */
        AGAIN,
        /** The gateway stopped in the middle of it. */
        CUT_OFF,
        /** The next turn would fail as well. */
        FAILED
    }

    private static final String INTERRUPTED = "the gateway stopped before the turn was over";

    static Ended of(RunOutcome outcome) {
        return of(outcome.status(), outcome.reply(), outcome.stopReason(), outcome.error(), outcome.kind());
    }

    /** Of a turn that ended earlier, in another life of the gateway perhaps. */
    static Ended of(Run run) {
        JsonNode result = run.result() == null ? null : run.result().path("result");
        String text = result == null ? "" : result.path("payloads").path(0).path("text").asText();
        String reason = result == null ? "" : result.path("meta").path("stopReason").asText();
        return of(run.status(), text, reason, run.error(), null);
    }

    private static Ended of(RunStatus status, String text, String reason, String error, ProviderException.Kind kind) {
        return switch (status) {
            case DONE -> new Ended(Kind.ANSWERED, Silence.isMeant(text) ? "" : text.strip(), null);
            // Nobody wanted it ended: there was no memory for it.
            case KILLED -> Lifecycle.MEMORY.equals(reason)
                    ? new Ended(Kind.AGAIN, "", "the turn was given up because memory was short")
                    : new Ended(Kind.ANSWERED, "", null);
            case TIMEOUT -> new Ended(Kind.FAILED, "", error);
            case FAILED -> new Ended(isLasting(kind) ? Kind.FAILED : Kind.AGAIN, "", error == null ? "the turn failed" : error);
            default -> new Ended(Kind.CUT_OFF, "", INTERRUPTED);
        };
    }

    private static boolean isLasting(ProviderException.Kind kind) {
        return switch (kind) {
            case REFUSAL, CONTEXT_LENGTH, AUTH, NOT_FOUND -> true;
            case null, default -> false;
        };
    }
}
