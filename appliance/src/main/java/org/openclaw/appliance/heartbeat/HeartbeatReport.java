package org.openclaw.appliance.heartbeat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.protocol.Json;

/**
 * What became of a heartbeat, as the protocol's event tells it.
 *
 * @param status {@code sent}, {@code ok-empty}, {@code ok-token}, {@code skipped} or {@code failed}
 * @param reason why it was skipped or failed, or null
 * @param preview the beginning of what was said, or null
 * @param channel where it went, or null
 * @param to whom it went to, or null
 */
record HeartbeatReport(String status, String reason, String preview, String channel, String to) {

    private static final int MOST_PREVIEW = 200;

    HeartbeatReport {
        preview = preview == null || preview.length() <= MOST_PREVIEW ? preview : preview.substring(0, MOST_PREVIEW) + "…";
    }

    static HeartbeatReport skipped(String reason) {
        return new HeartbeatReport("skipped", reason, null, null, null);
    }

    static HeartbeatReport failed(String reason, String sentence) {
        return new HeartbeatReport("failed", reason, sentence, null, null);
    }

    ObjectNode json(long now, long durationMillis) {
        ObjectNode json = Json.object().put("ts", now).put("status", status);
        put(json, "reason", reason);
        put(json, "preview", preview);
        put(json, "channel", channel);
        put(json, "to", to);
        String indicator =
                switch (status) {
                    case "sent" -> "alert";
                    case "failed" -> "error";
                    case "skipped" -> null;
                    default -> "ok";
                };
        put(json, "indicatorType", indicator);
        if (channel == null && !status.equals("skipped")) {
            json.put("silent", true);
        }
        return json.put("durationMs", durationMillis);
    }

    private static void put(ObjectNode json, String name, String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
