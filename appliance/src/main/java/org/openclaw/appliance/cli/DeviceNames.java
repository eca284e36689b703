package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** Names that devices gave themselves, fit for a terminal: nobody has approved them yet. */
final class DeviceNames {

    private static final int LONGEST = 40;

    private DeviceNames() {}

    /** The operator's label, else the device's own name, else its client's. */
    static String of(JsonNode device) {
        for (String field : new String[] {"label", "displayName", "clientId", "deviceId", "nodeId"}) {
            String text = device.path(field).asText("");
            if (!text.isBlank()) {
                return printable(text);
            }
        }
        return "-";
    }

    /** Without control characters, and short. */
    static String printable(String text) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\x{80}-\\x{9F}]", "?").strip();
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
    }

    /** A list's items, separated by commas. */
    static String list(JsonNode items) {
        StringBuilder text = new StringBuilder();
        for (JsonNode item : items) {
            text.append(text.isEmpty() ? "" : ",").append(printable(item.asText()));
        }
        return text.isEmpty() ? "-" : text.toString();
    }
}
