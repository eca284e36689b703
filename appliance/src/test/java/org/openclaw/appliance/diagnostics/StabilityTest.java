package org.openclaw.appliance.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.protocol.Json;

class StabilityTest {

    private final Stability stability = new Stability(Clock.systemUTC());

    @Test
    void tellsNothingWhereNothingHappened() {
        JsonNode snapshot = stability.snapshot(50, null, 0);

        assertEquals(0, snapshot.path("count").asInt());
        assertFalse(snapshot.has("firstSeq"));
        assertEquals(0, snapshot.path("summary").path("byType").size());
    }

    @Test
    void remembersTheLastEventsAndCountsTheRest() {
        for (int i = 0; i < Stability.CAPACITY + 3; i++) {
            stability.record("tick", Json.object());
        }
        JsonNode snapshot = stability.snapshot(2, null, 0);

        assertEquals(3, snapshot.path("dropped").asInt());
        assertEquals(Stability.CAPACITY, snapshot.path("count").asInt());
        assertEquals(2, snapshot.path("events").size());
        assertEquals(4, snapshot.path("firstSeq").asInt());
        assertEquals(Stability.CAPACITY + 3, snapshot.path("lastSeq").asInt());
    }

    @Test
    void picksByTypeAndSequence() {
        stability.record("a", Json.object());
        stability.record("b", Json.object());
        stability.record("a", Json.object().put("x", 1));

        assertEquals(2, stability.snapshot(50, "a", 0).path("count").asInt());
        assertEquals(1, stability.snapshot(50, "a", 1).path("events").path(0).path("x").asInt());
    }

    @Test
    void summarisesMemoryAndLargePayloads() {
        pressure(10);
        pressure(30);
        pressure(20);
        stability.record("payload.large", Json.object().put("surface", "ws").put("action", "rejected"));
        JsonNode summary = stability.snapshot(1, null, 0).path("summary");

        assertEquals(3, summary.path("memory").path("pressureCount").asInt());
        assertEquals(30, summary.path("memory").path("maxRssBytes").asInt());
        assertEquals(20, summary.path("memory").path("latest").path("rssBytes").asInt());
        assertEquals(1, summary.path("payloadLarge").path("rejected").asInt());
        assertEquals(1, summary.path("payloadLarge").path("bySurface").path("ws").asInt());
    }

    private void pressure(long rss) {
        var facts = Json.object();
        facts.putObject("memory").put("rssBytes", rss).put("heapUsedBytes", 1);
        stability.record("diagnostic.memory.pressure", facts);
    }
}
