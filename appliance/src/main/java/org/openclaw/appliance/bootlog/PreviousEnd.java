package org.openclaw.appliance.bootlog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.openclaw.appliance.protocol.Json;

/**
 * Why the run before ended.
 *
 * @param cause why
 * @param strength how far the evidence bears
 * @param text one sentence
 * @param evidence what it rests on
 * @param lastSeen that run's last sign of life; null where there was no run
 */
public record PreviousEnd(EndCause cause, Strength strength, String text, List<String> evidence, LastSeen lastSeen) {

    private static final long MIB = 1024 * 1024;

    /**
     * @param atMillis wall-clock time, as right as the machine's clock then was
     * @param rssBytes the process's memory then, or negative
     * @param level the memory guard's level then, or null
     */
    public record LastSeen(long atMillis, long rssBytes, String level, long pid, String version) {}

    public PreviousEnd {
        evidence = List.copyOf(evidence);
    }

    /** The line for log and terminal, without what introduces it: {@code oom-kill (certain): …}. */
    public String line() {
        StringBuilder line = new StringBuilder(cause.wireName())
                .append(" (").append(strength.wireName()).append("): ").append(text);
        if (lastSeen != null && cause.isUnclean()) {
            line.append("; last seen ").append(Instant.ofEpochMilli(lastSeen.atMillis()));
            if (lastSeen.rssBytes() >= 0) {
                line.append(" with ").append(lastSeen.rssBytes() / MIB).append(" MB");
            }
            if (lastSeen.level() != null) {
                line.append(", memory ").append(lastSeen.level());
            }
        }
        return line.toString();
    }

    /** The same for programs. */
    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("cause", cause.wireName())
                .put("strength", strength.wireName())
                .put("unclean", cause.isUnclean())
                .put("text", text);
        ArrayNode list = json.putArray("evidence");
        evidence.forEach(list::add);
        if (lastSeen != null) {
            ObjectNode seen = json.putObject("lastSeen").put("atMs", lastSeen.atMillis());
            if (lastSeen.rssBytes() >= 0) {
                seen.put("rssBytes", lastSeen.rssBytes());
            }
            if (lastSeen.level() != null) {
                seen.put("memoryLevel", lastSeen.level());
            }
            seen.put("pid", lastSeen.pid()).put("version", lastSeen.version());
        }
        return json;
    }
}
