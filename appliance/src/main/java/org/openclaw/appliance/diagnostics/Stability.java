package org.openclaw.appliance.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.protocol.Json;

/**
 * The last things that happened to the gateway itself: sizes, counts and names of its own, never what people or models said.
 * Thread-safe; takes no memory before something happens.
 */
public final class Stability {

    /** How many events are remembered. */
    public static final int CAPACITY = 256;

    /** How many are told where nobody says how many. */
    public static final int DEFAULT_LIMIT = 50;

    public static final int MOST_LIMIT = 1_000;

    private static final String MEMORY = "diagnostic.memory.pressure";
    private static final String LARGE = "payload.large";

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<ObjectNode> events = new ArrayDeque<>(4);
    private long lastSeq;
    private long dropped;

    public Stability(Clock clock) {
        this.clock = clock;
    }

    /** Remembers an event. @param type such as {@code payload.large} @param facts belong to the recorder from now on */
    public void record(String type, ObjectNode facts) {
        lock.lock();
        try {
            ObjectNode event = Json.object().put("seq", ++lastSeq).put("ts", clock.millis()).put("type", type);
            event.setAll(facts);
            events.addLast(event);
            if (events.size() > CAPACITY) {
                events.removeFirst();
                dropped++;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is remembered.
     *
     * @param limit how many of the last events
     * @param type only events of this type; null for all
     * @param sinceSeq only events after this one
     */
    public ObjectNode snapshot(int limit, String type, long sinceSeq) {
        List<ObjectNode> wanted = new ArrayList<>();
        ObjectNode snapshot = Json.object().put("generatedAt", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()).put("capacity", CAPACITY);
        lock.lock();
        try {
            for (ObjectNode event : events) {
                if ((type == null || event.path("type").asText().equals(type)) && event.path("seq").asLong() > sinceSeq) {
                    wanted.add(event);
                }
            }
            snapshot.put("count", wanted.size()).put("dropped", dropped);
        } finally {
            lock.unlock();
        }
        if (!wanted.isEmpty()) {
            snapshot.set("firstSeq", wanted.getFirst().path("seq"));
            snapshot.set("lastSeq", wanted.getLast().path("seq"));
        }
        ArrayNode told = snapshot.putArray("events");
        wanted.subList(Math.max(0, wanted.size() - limit), wanted.size()).forEach(event -> told.add(event.deepCopy()));
        snapshot.set("summary", summary(wanted));
        return snapshot;
    }

    private static ObjectNode summary(List<ObjectNode> events) {
        ObjectNode summary = Json.object();
        ObjectNode byType = summary.putObject("byType");
        ObjectNode memory = Json.object();
        ObjectNode large = Json.object().put("count", 0).put("rejected", 0).put("truncated", 0).put("chunked", 0);
        ObjectNode bySurface = large.putObject("bySurface");
        int pressures = 0;
        for (ObjectNode event : events) {
            String type = event.path("type").asText();
            increase(byType, type);
            if (event.path("memory").isObject()) {
                memory.set("latest", event.path("memory"));
                raise(memory, "maxRssBytes", event.path("memory").path("rssBytes"));
                raise(memory, "maxHeapUsedBytes", event.path("memory").path("heapUsedBytes"));
            }
            pressures += type.equals(MEMORY) ? 1 : 0;
            if (type.equals(LARGE)) {
                increase(large, "count");
                String action = event.path("action").asText();
                if (large.has(action) && !action.equals("count")) {
                    increase(large, action);
                }
                increase(bySurface, event.path("surface").asText("unknown"));
            }
        }
        if (pressures > 0 || !memory.isEmpty()) {
            summary.set("memory", memory.put("pressureCount", pressures));
        }
        if (large.path("count").asInt() > 0) {
            summary.set("payloadLarge", large);
        }
        return summary;
    }

    private static void increase(ObjectNode counts, String name) {
        counts.put(name, counts.path(name).asInt() + 1);
    }

    private static void raise(ObjectNode figures, String name, JsonNode value) {
        if (value.isNumber()) {
            figures.put(name, Math.max(figures.path(name).asLong(), value.asLong()));
        }
    }
}
