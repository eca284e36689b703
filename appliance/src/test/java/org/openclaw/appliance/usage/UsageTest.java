package org.openclaw.appliance.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.provider.Price;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.session.AgentDirectory;
import org.openclaw.appliance.session.NewEntry;
import org.openclaw.appliance.session.RunEnd;
import org.openclaw.appliance.session.RunStatus;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.session.TokenUsage;
import org.openclaw.appliance.store.Store;

class UsageTest {

    private static final SessionKey MAIN = SessionKey.main("main");
    private static final SessionKey OTHER = SessionKey.parse("agent:main:dashboard:other").orElseThrow();

    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-11-20T22:50:00Z");
    private Store store;
    private Sessions sessions;
    private Reports reports;
    private int runs;

    /** Goes as the test moves it. */
    private final class Watch extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static final class OneAgent implements AgentDirectory {
        @Override
        public String defaultAgentId() {
            return "main";
        }

        @Override
        public boolean knows(String agentId) {
            return agentId.equals("main");
        }

        @Override
        public Defaults defaults(String agentId) {
            return new Defaults("p", "m", 0, null);
        }
    }

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("state.sqlite"));
        Ledger ledger = new Ledger(ref -> ref.model().equals("m") ? Optional.of(new Price(3, 15, 0.3, 3.75)) : Optional.empty());
        sessions = new Sessions(store, new Events(), new OneAgent(), ledger, new Watch());
        reports = new Reports(new Uses(store), sessions, new Watch());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void run(SessionKey key, String model, long input, long output, long cacheRead, RunStatus status) {
        String id = "run" + ++runs;
        ObjectNode message = Json.object().put("role", "user").put("content", "hi");
        sessions.beginRun(id, key, NewEntry.ofUser(id, message));
        sessions.runStarted(id);
        now = now.plusMillis(250);
        ObjectNode answer = Json.object().put("role", "assistant").put("content", "ok");
        sessions.finishRun(id, new RunEnd(
                status, null, null, List.of(NewEntry.of(id, answer)),
                new TokenUsage(input, output, cacheRead, 0, 0, "p", model)));
    }

    private Span days(int count) {
        return Span.newest(count, ZoneOffset.UTC, now);
    }

    @Test
    void addsUpTokensAndTheirPriceByDay() {
        run(MAIN, "m", 1_000, 50, 200, RunStatus.DONE);
        run(MAIN, "m", 1_000, 50, 200, RunStatus.DONE);
        now = now.plusSeconds(24 * 3_600);
        run(MAIN, "m", 500, 10, 0, RunStatus.DONE);

        JsonNode report = reports.cost(days(3), null);
        assertEquals(3, report.path("daily").size());
        assertEquals("2026-11-19", report.path("daily").path(0).path("date").asText());
        assertEquals(0, report.path("daily").path(0).path("totalTokens").asInt());
        JsonNode busy = report.path("daily").path(1);
        assertEquals(2_500, busy.path("totalTokens").asInt());
        assertEquals(0.00762, busy.path("totalCost").asDouble(), 1e-12);
        assertEquals(0.00012, busy.path("cacheReadCost").asDouble(), 1e-12);
        assertEquals(510, report.path("daily").path(2).path("totalTokens").asInt());
        assertEquals(3_010, report.path("totals").path("totalTokens").asInt());
        assertEquals(0, report.path("totals").path("missingCostEntries").asInt());
    }

    @Test
    void drawsDaysInTheZoneThatIsAskedFor() throws Exception {
        // 22:50 in London is tomorrow in Kathmandu, whose days begin at a quarter past.
        run(MAIN, "m", 100, 0, 0, RunStatus.DONE);
        ZoneId kathmandu = Span.zone("specific", "Asia/Kathmandu", null);
        JsonNode report = reports.cost(Span.newest(2, kathmandu, now), null);
        assertEquals("2026-11-21", report.path("daily").path(1).path("date").asText());
        assertEquals(100, report.path("daily").path(1).path("totalTokens").asInt());
        assertEquals(
                LocalDate.parse("2026-11-21"),
                Span.newest(1, Span.zone("specific", null, "UTC+5:30"), now).first());
        assertThrows(ProtocolException.class, () -> Span.zone("specific", "Nowhere/None", null));
    }

    @Test
    void countsRunsWithoutAPrice() {
        run(MAIN, "unknown", 10, 10, 0, RunStatus.DONE);
        JsonNode totals = reports.cost(days(1), null).path("totals");
        assertEquals(1, totals.path("missingCostEntries").asInt());
        assertEquals(0, totals.path("totalCost").asDouble());
    }

    @Test
    void tellsSessionsOneByOne() {
        run(MAIN, "m", 1_000, 50, 0, RunStatus.DONE);
        run(OTHER, "unknown", 10, 10, 0, RunStatus.FAILED);
        JsonNode report = reports.sessions(days(7), null, null, 50);
        assertEquals(2, report.path("sessions").size());
        JsonNode newest = report.path("sessions").path(0);
        assertEquals(OTHER.toString(), newest.path("key").asText());
        assertEquals(1, newest.path("usage").path("messageCounts").path("errors").asInt());
        assertEquals(2, newest.path("usage").path("messageCounts").path("total").asInt());
        assertEquals(250, newest.path("usage").path("latency").path("maxMs").asInt());
        assertEquals(2, report.path("aggregates").path("sessionCount").asInt());
        assertEquals(2, report.path("aggregates").path("byModel").size());
        assertEquals(1, reports.sessions(days(7), null, null, 1).path("sessions").size());
        assertEquals(
                20, reports.sessions(days(7), OTHER.toString(), null, 50).path("totals").path("totalTokens").asInt());
    }

    @Test
    void remembersWhatADeletedSessionUsed() {
        run(OTHER, "m", 100, 0, 0, RunStatus.DONE);
        assertTrue(sessions.delete(OTHER));
        JsonNode report = reports.sessions(days(1), null, null, 50);
        assertEquals(100, report.path("totals").path("totalTokens").asInt());
        assertEquals(OTHER.toString(), report.path("sessions").path(0).path("key").asText());
    }

    @Test
    void keepsASessionsCostUntilItIsReset() {
        run(MAIN, "m", 1_000, 50, 200, RunStatus.DONE);
        assertEquals(0.00381, sessions.find(MAIN).orElseThrow().tokens().cost(), 1e-12);
        assertEquals(0.00381, sessions.row(sessions.find(MAIN).orElseThrow()).path("estimatedCostUsd").asDouble(), 1e-12);
        assertEquals(0, sessions.reset(MAIN, "reset").tokens().cost());
    }

    @Test
    void drawsASessionOverTime() {
        run(MAIN, "m", 100, 0, 0, RunStatus.DONE);
        now = now.plusSeconds(1_000);
        run(MAIN, "m", 50, 0, 0, RunStatus.DONE);
        JsonNode points = reports.timeseries(MAIN).path("points");
        assertEquals(2, points.size());
        assertEquals(150, points.path(1).path("cumulativeTokens").asInt());
        assertEquals(4, reports.logs(MAIN, null).path("logs").size());
    }
}
