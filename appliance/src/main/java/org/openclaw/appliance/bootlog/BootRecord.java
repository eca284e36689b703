package org.openclaw.appliance.bootlog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalLong;
import org.openclaw.appliance.protocol.Json;

/**
 * One start of the gateway.
 *
 * @param startedAtMillis wall-clock time, to be believed as far as {@code clock} says
 * @param clock {@code synchronised}, {@code unsynchronised} or {@code unknown}
 * @param previous why the run before ended: cause, strength, text, evidence, lastSeen
 * @param safeMode whether it started in safe mode
 * @param ready how the start went; null where it didn't come to its end
 */
public record BootRecord(
        long startedAtMillis, String clock, String version, long pid, ObjectNode previous, boolean safeMode, Ready ready) {

    /**
     * @param millis from the start of the process, where that is known, until ready
     * @param rssBytes memory then, or negative
     */
    public record Ready(long millis, long rssBytes, List<Phase> phases) {

        ArrayNode phasesJson() {
            ArrayNode json = Json.array();
            phases.forEach(phase -> json.addObject().put("name", phase.name()).put("ms", phase.millis()));
            return json;
        }
    }

    /** A step of the start and how long it took. */
    public record Phase(String name, long millis) {}

    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("startedAtMs", startedAtMillis)
                .put("clock", clock)
                .put("version", version)
                .put("pid", pid)
                .put("safeMode", safeMode);
        if (ready != null) {
            json.put("readyMs", ready.millis());
            if (ready.rssBytes() >= 0) {
                json.put("readyRssBytes", ready.rssBytes());
            }
            json.set("phases", ready.phasesJson());
        }
        json.set("previous", previous);
        return json;
    }

    /** Milliseconds until ready; empty where it never was. */
    public OptionalLong readyMillis() {
        return ready == null ? OptionalLong.empty() : OptionalLong.of(ready.millis());
    }
}
