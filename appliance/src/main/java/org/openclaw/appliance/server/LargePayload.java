package org.openclaw.appliance.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.protocol.Json;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * More bytes than there is room for: a diagnostic in the log, under the name and with the fields that operators know.
 *
 * @param surface where it happened
 * @param bytes how many there were; 0 where nobody counted to the end
 * @param limitBytes how many there may be
 * @param reason what was done about it
 */
record LargePayload(String surface, long bytes, long limitBytes, String reason) {

    private static final TaggedLogger LOG = Logger.tag("diagnostics");
    private static final String OUTBOUND = "gateway.ws.outbound_buffer";

    /** A slow reader misses events that it can do without. */
    static LargePayload dropped(long bytes, long limitBytes) {
        return new LargePayload(OUTBOUND, bytes, limitBytes, "ws_send_buffer_drop");
    }

    /** A slow reader is cut off. */
    static LargePayload cutOff(long bytes, long limitBytes) {
        return new LargePayload(OUTBOUND, bytes, limitBytes, "ws_send_buffer_close");
    }

    /** A message is too long. @param admitted whether its sender has been let in */
    static LargePayload message(boolean admitted, long limitBytes) {
        return admitted
                ? new LargePayload("gateway.ws.frame", 0, limitBytes, "ws_frame_limit")
                : new LargePayload("gateway.ws.preauth", 0, limitBytes, "preauth_frame_limit");
    }

    /** The same for {@code diagnostics.stability}. */
    ObjectNode facts() {
        ObjectNode facts = Json.object().put("surface", surface).put("action", "rejected").put("limitBytes", limitBytes);
        if (bytes > 0) {
            facts.put("bytes", bytes);
        }
        return facts.put("reason", reason);
    }

    void log(String connectionId) {
        LOG.warn(
                "payload.large surface={} action=rejected bytes={} limitBytes={} reason={} connId={}",
                surface, bytes == 0 ? "-" : bytes, limitBytes, reason, connectionId);
    }
}
