package org.openclaw.appliance.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.Bench;
import org.openclaw.appliance.channel.SendException;
import org.openclaw.appliance.protocol.CronParams;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.Shape;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.server.Await;
import org.openclaw.appliance.session.SessionKey;

/** Scheduled jobs on a real database, by a clock the test sets. */
class CronJobsTest {

    private static final String CONFIG = """
            {"commands":{"ownerAllowFrom":["board:me"]},
             "models":{"providers":{"test":{"baseUrl":"http://127.0.0.1:9","models":[{"id":"scripted","name":"s"}]}}},
             "agents":{"defaults":{"model":{"primary":"test/scripted"}}}}""";

    private static final String MINUTELY = "\"schedule\":{\"kind\":\"every\",\"everyMs\":60000}";
    private static final String TURN =
            ",\"sessionTarget\":\"isolated\",\"wakeMode\":\"now\",\"payload\":{\"kind\":\"agentTurn\",\"message\":\"%s\"}";
    private static final String COMMAND =
            ",\"sessionTarget\":\"isolated\",\"wakeMode\":\"now\",\"delivery\":{\"mode\":\"none\"},"
                    + "\"payload\":{\"kind\":\"command\",\"argv\":[\"sh\",\"-c\",\"%s\"]%s}";

    private Bench bench;
    private CronJobs jobs;

    @BeforeEach
    void open(@TempDir Path folder) {
        bench = new Bench(folder, CONFIG);
        jobs = bench.jobs();
        jobs.start();
    }

    @AfterEach
    void close() {
        jobs.close();
        bench.close();
    }

    @Test
    void runsAJobOnceWhenItsTimeHasCome() throws Exception {
        String id = add("\"name\":\"pump\"," + MINUTELY + TURN.formatted("look"));
        jobs.apply();
        assertEquals(0, runs(id).size());
        bench.pass(Duration.ofSeconds(61));
        jobs.apply();
        jobs.apply();
        JsonNode run = ended(id, 1).getFirst();
        assertEquals("ok", run.path("status").asText());
        assertEquals("delivered", run.path("deliveryStatus").asText());
        assertEquals("me", bench.board.sent.getFirst().to());
        assertTrue(run.path("sessionKey").asText().startsWith("agent:main:cron:" + id + ":run:"));
        jobs.apply();
        assertEquals(1, runs(id).size());
        assertTrue(jobs.get(id).path("nextRunAtMs").asLong() > bench.clock.millis());
    }

    @Test
    void makesUpForThreeDaysOffWithOneRunEach() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(add("\"name\":\"job" + i + "\"," + MINUTELY + COMMAND.formatted("echo hi", "")));
        }
        restart(Duration.ofDays(3));
        assertTrue(ids.stream().allMatch(id -> runs(id).isEmpty()));
        bench.pass(Duration.ofMinutes(5));
        jobs.apply();
        for (String id : ids) {
            ended(id, 1);
        }
        jobs.apply();
        for (String id : ids) {
            assertEquals(1, runs(id).size());
            assertTrue(jobs.get(id).path("nextRunAtMs").asLong() > bench.clock.millis());
        }
    }

    @Test
    void leavesMissedRunsOutWhereItIsToldTo() throws Exception {
        String often = add("\"name\":\"often\"," + MINUTELY + COMMAND.formatted("echo hi", ""));
        String once = add("\"name\":\"once\",\"schedule\":{\"kind\":\"at\",\"at\":\"2026-11-21T09:00:00Z\"}" + COMMAND.formatted("echo", ""));
        bench.configure(CONFIG.replace("{\"commands\"", "{\"cron\":{\"skipMissedJobs\":true},\"commands\""));
        restart(Duration.ofDays(3));
        for (String id : List.of(often, once)) {
            assertEquals("skipped", ended(id, 1).getFirst().path("status").asText());
        }
        assertTrue(jobs.get(often).path("nextRunAtMs").asLong() > bench.clock.millis());
        assertFalse(jobs.get(once).path("enabled").asBoolean());
    }

    @Test
    void aClockThatJumpsAheadBringsOneRunAndOneThatIsPutBackDoesNotStopAJob() throws Exception {
        String id = add("\"name\":\"pump\"," + MINUTELY + COMMAND.formatted("echo hi", ""));
        bench.pass(Duration.ofDays(3000));
        jobs.apply();
        ended(id, 1);
        jobs.apply();
        assertEquals(1, runs(id).size());
        bench.pass(Duration.ofDays(-3000));
        bench.store.write(sql -> {
            Catchup.afterClockWentBack(sql, bench.clock.millis());
            return null;
        });
        long next = jobs.get(id).path("nextRunAtMs").asLong();
        assertTrue(next > bench.clock.millis() && next <= bench.clock.millis() + 60_000, "planned for " + next);
    }

    @Test
    void aRestartInTheMiddleOfARunIsToldAndDoesNotRepeatIt() throws Exception {
        String often = add("\"name\":\"often\"," + MINUTELY + COMMAND.formatted("echo hi", ""));
        String once = add("\"name\":\"once\",\"schedule\":{\"kind\":\"at\",\"at\":\"2026-11-21T08:01:00Z\"}" + COMMAND.formatted("echo hi", ""));
        // What a process that is killed in the middle of both runs leaves behind.
        bench.pass(Duration.ofSeconds(61));
        jobs.close();
        for (String id : List.of(often, once)) {
            bench.store.write(sql -> {
                Job job = JobTable.find(sql, id).orElseThrow();
                long next = job.schedule().once() ? 0 : Aftermath.orZero(job.schedule().next(bench.clock.millis()));
                return JobTable.begin(sql, job.with(true, job.state(), next, bench.clock.millis()), "cut:" + id);
            });
        }
        restart(Duration.ofSeconds(20));
        for (String id : List.of(often, once)) {
            JsonNode cut = ended(id, 1).getFirst();
            assertEquals("error", cut.path("status").asText());
            assertTrue(cut.path("error").asText().contains("stopped before"));
            assertEquals("cut:" + id, cut.path("runId").asText());
            assertFalse(jobs.get(id).path("state").has("runningAtMs"));
        }
        bench.pass(Duration.ofMinutes(2));
        jobs.apply();
        assertEquals("ok", ended(often, 2).getFirst().path("status").asText());
        Await.until("the one that was to run once did, and is gone", () -> runs(once).size() == 2);
    }

    @Test
    void defersUnderMemoryPressureAndSaysSoOnce() throws Exception {
        String id = add("\"name\":\"pump\"," + MINUTELY + COMMAND.formatted("echo hi", ""));
        bench.lifecycle.suspendWork(Lifecycle.MEMORY, new Lifecycle.Suspension("memory is short", 1000));
        bench.pass(Duration.ofSeconds(61));
        jobs.apply();
        jobs.apply();
        JsonNode deferred = ended(id, 1).getFirst();
        assertEquals("skipped", deferred.path("status").asText());
        assertEquals("memory-pressure", deferred.path("error").asText());
        bench.lifecycle.resumeWork(Lifecycle.MEMORY);
        jobs.apply();
        assertEquals("ok", ended(id, 2).getFirst().path("status").asText());
    }

    @Test
    void runsNothingInSafeMode() throws Exception {
        String id = add("\"name\":\"pump\"," + MINUTELY + COMMAND.formatted("echo hi", ""));
        bench.lifecycle.suspendWork(Lifecycle.SAFE_MODE, new Lifecycle.Suspension("safe mode", 0));
        bench.pass(Duration.ofHours(1));
        jobs.apply();
        assertEquals(0, runs(id).size());
        assertThrows(ProtocolException.class, () -> jobs.run(id, null));
        bench.lifecycle.resumeWork(Lifecycle.SAFE_MODE);
        jobs.apply();
        ended(id, 1);
    }

    @Test
    void pausesLongerAfterEachFailureAndGivesUpAfterTen() throws Exception {
        String id = add("\"name\":\"pump\"," + MINUTELY + COMMAND.formatted("echo broken >&2; exit 3", ""));
        for (int i = 1; i <= 10; i++) {
            bench.pass(Duration.ofHours(2));
            jobs.apply();
            JsonNode run = ended(id, i).getFirst();
            assertEquals("the command exited with status 3: broken", run.path("error").asText());
            int failures = i;
            Await.until("the failure counts", () -> get(id).path("state").path("consecutiveErrors").asInt() == failures);
            if (i == 3) {
                assertTrue(get(id).path("nextRunAtMs").asLong() >= run.path("ts").asLong() + 300_000);
            }
        }
        Await.until("it is off", () -> !get(id).path("enabled").asBoolean());
        assertEquals("consecutive-failures", get(id).path("state").path("autoDisabled").path("reason").asText());
        Await.until("the owner was told", () -> bench.owner.size() == 1);
        jobs.update(id, Json.object().put("enabled", true), null);
        assertEquals(0, get(id).path("state").path("consecutiveErrors").asInt());
        assertTrue(get(id).path("nextRunAtMs").asLong() > bench.clock.millis());
    }

    @Test
    void tellsOfTwoFailuresInARowAndOfTheRecovery() throws Exception {
        String id = add("\"name\":\"pump\"," + MINUTELY + COMMAND.formatted("exit 1", "").replace("none", "announce"));
        for (int i = 1; i <= 3; i++) {
            bench.pass(Duration.ofHours(2));
            jobs.apply();
            ended(id, i);
        }
        Await.until("one alert", () -> bench.board.sent.size() == 1);
        assertTrue(bench.board.sent.getFirst().text().contains("failed 2 times in a row"), bench.board.sent.getFirst().text());
        jobs.update(id, Bench.json("{\"payload\":{\"kind\":\"command\",\"argv\":[\"echo\",\"fine\"]}}"), null);
        bench.pass(Duration.ofHours(2));
        jobs.apply();
        Await.until("the answer and the all-clear", () -> bench.board.sent.size() == 3);
        assertTrue(bench.board.sent.stream().anyMatch(message -> message.text().contains("works again")));
    }

    @Test
    void aJobThatRanOnceWellIsGoneAndOneWhoseWordsDidNotArriveStays() throws Exception {
        String at = "\"schedule\":{\"kind\":\"at\",\"at\":\"2026-11-21T08:01:00Z\"}";
        String well = add("\"name\":\"well\"," + at + COMMAND.formatted("echo hi", ""));
        String kept = add("\"name\":\"kept\",\"deleteAfterRun\":false," + at + COMMAND.formatted("echo hi", ""));
        String lost = add("\"name\":\"lost\"," + at + TURN.formatted("look"));
        bench.board.failure = new SendException(SendException.Kind.REFUSED, "unknown recipient", 0);
        bench.pass(Duration.ofMinutes(2));
        jobs.apply();
        for (String id : List.of(well, kept, lost)) {
            ended(id, 1);
        }
        Await.until("the first is gone", () -> missing(well));
        Await.until("the second is off", () -> !get(kept).path("enabled").asBoolean());
        Await.until("the third is off", () -> !get(lost).path("enabled").asBoolean());
        JsonNode run = runs(lost).getFirst();
        assertEquals("ok", run.path("status").asText());
        assertEquals("failed", run.path("completionStatus").asText());
        assertEquals("unknown recipient", run.path("deliveryError").asText());
    }

    @Test
    void keepsQuietWhereTheAgentDoes() throws Exception {
        String id = add("\"name\":\"quiet\"," + MINUTELY + COMMAND.formatted("echo NO_REPLY", "").replace("none", "announce"));
        bench.pass(Duration.ofSeconds(61));
        jobs.apply();
        assertEquals("silent", ended(id, 1).getFirst().path("deliverySuppressionReason").asText());
        assertTrue(bench.board.sent.isEmpty());
    }

    @Test
    void leavesANoteInTheMainSessionAndWakesIt() throws Exception {
        String id = add("\"name\":\"note\"," + MINUTELY
                + ",\"sessionTarget\":\"main\",\"wakeMode\":\"now\",\"payload\":{\"kind\":\"systemEvent\",\"text\":\"the pump stopped\"}");
        bench.pass(Duration.ofSeconds(61));
        jobs.apply();
        ended(id, 1);
        assertEquals(List.of("the pump stopped"), bench.notes.peek("agent:main:main"));
        assertEquals(List.of(SessionKey.main("main")), bench.woken);
    }

    @Test
    void neverRunsMoreThanTwoAtOnceByItself(@TempDir Path folder) throws Exception {
        List<String> ids = new ArrayList<>();
        Path gate = folder.resolve("gate");
        for (int i = 0; i < 6; i++) {
            String wait = "echo x >> " + folder.resolve("begun") + "; until [ -e " + gate + " ]; do sleep 0.02; done";
            ids.add(add("\"name\":\"job" + i + "\"," + MINUTELY + COMMAND.formatted(wait, "")));
        }
        bench.pass(Duration.ofSeconds(61));
        jobs.apply();
        Await.until("two run", () -> running() == 2);
        jobs.apply();
        assertEquals(2, running());
        Files.createFile(gate);
        for (String id : ids) {
            ended(id, 1);
        }
        assertEquals(6, Files.readAllLines(folder.resolve("begun")).size());
    }

    private long running() {
        return bench.store.read(JobTable::interrupted).size();
    }

    @Test
    void runsAtAnyTimeWhenAskedToAndLeavesThePlanAlone() throws Exception {
        String id = add("\"name\":\"pump\",\"enabled\":false," + MINUTELY + COMMAND.formatted("echo hi", ""));
        assertEquals("not-due", jobs.run(id, "due").path("reason").asText());
        assertEquals("disabled", jobs.run(id, "if-enabled").path("reason").asText());
        assertTrue(jobs.run(id, null).path("runId").asText().startsWith("manual:" + id + ":"));
        ended(id, 1);
        assertFalse(get(id).path("enabled").asBoolean());
        assertFalse(get(id).has("nextRunAtMs"));
    }

    @Test
    void givesACommandNoSecretsNoTimeAndNoRoomBeyondItsBounds() throws Exception {
        String slow = add("\"name\":\"slow\"," + MINUTELY + COMMAND.formatted("sleep 60", ",\"timeoutSeconds\":0.3"));
        String mute = add("\"name\":\"mute\"," + MINUTELY + COMMAND.formatted("echo a; sleep 60", ",\"noOutputTimeoutSeconds\":0.3"));
        String wordy = add("\"name\":\"wordy\"," + MINUTELY + COMMAND.formatted("seq 100000", ",\"outputMaxBytes\":100"));
        String nosy = add("\"name\":\"nosy\"," + MINUTELY + COMMAND.formatted("env | cut -d= -f1 | sort | tr '\\\\n' ' '; cat", ",\"env\":{\"MINE\":\"1\"},\"input\":\"in\""));
        String none = add("\"name\":\"none\"," + MINUTELY + COMMAND.formatted("", "").replace("\"sh\",\"-c\",\"\"", "\"/no/such/program\""));
        for (String id : List.of(slow, mute, wordy, nosy, none)) {
            jobs.run(id, null);
        }
        assertTrue(ended(slow, 1).getFirst().path("error").asText().startsWith("the command took too long"));
        assertTrue(ended(mute, 1).getFirst().path("error").asText().startsWith("the command took too long"));
        assertTrue(ended(wordy, 1).getFirst().path("summary").asText().length() <= 100);
        String environment = ended(nosy, 1).getFirst().path("summary").asText();
        assertTrue(environment.contains("MINE") && environment.endsWith("in") && !environment.contains("OPENCLAW"), environment);
        assertTrue(ended(none, 1).getFirst().path("error").asText().startsWith("the command can't be started"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "kind":"at","at":"nonsense"                       | expected ISO-8601 timestamp
            "kind":"at","at":"2020-01-01T00:00:00Z"           | schedule.at is in the past
            "kind":"every","everyMs":10                       | must be >= 1000
            "kind":"cron","expr":"61 * * * *"                 | Invalid value for minute: 61
            "kind":"cron","expr":"0 0 30 2 *"                 | never comes true
            "kind":"cron","expr":"* * * * *","tz":"Mars/Base" | Invalid timezone
            "kind":"stream","command":["x"]                   | not supported here
            "kind":"every","everyMs":60000,"extra":1          | unexpected property 'extra'
            """)
    void refusesASchedule(String schedule, String sentence) {
        ProtocolException refused = assertThrows(
                ProtocolException.class, () -> add("\"name\":\"x\",\"schedule\":{" + schedule + "}" + TURN.formatted("hi")));
        assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    }

    @Test
    void refusesWhatDoesNotGoTogether() {
        for (String part : List.of(
                TURN.formatted("hi").replace("isolated", "main"),
                ",\"sessionTarget\":\"isolated\",\"wakeMode\":\"now\",\"payload\":{\"kind\":\"systemEvent\",\"text\":\"x\"}",
                TURN.formatted("hi") + ",\"delivery\":{\"mode\":\"webhook\",\"to\":\"ftp://x\"}",
                TURN.formatted("hi") + ",\"agentId\":\"nobody\"",
                TURN.formatted("hi").replace("\"hi\"", "\"hi\",\"toolsAllow\":[\"read\"]"),
                TURN.formatted("hi").replace("\"hi\"", "\"hi\",\"fallbacks\":[\"a/b\"]"),
                TURN.formatted("hi").replace("\"hi\"", "\"hi\",\"thinking\":\"deep\""),
                TURN.formatted("hi") + ",\"sessionKey\":7",
                TURN.formatted("hi") + ",\"trigger\":{\"script\":\"1\"}")) {
            assertThrows(ProtocolException.class, () -> add("\"name\":\"x\"," + MINUTELY + part), part);
        }
    }

    @Test
    void changesOnlyWhatAPatchNamesAndRefusesAnOldRevision() throws Exception {
        String id = add("\"name\":\"pump\"," + MINUTELY + TURN.formatted("look") + ",\"agentId\":\"main\"");
        String revision = get(id).path("configRevision").asText();
        ObjectNode changed = jobs.update(
                id, Bench.json("{\"name\":\"well\",\"agentId\":null,\"payload\":{\"kind\":\"agentTurn\",\"model\":\"a/b\"}}"), revision);
        assertEquals("well", changed.path("name").asText());
        assertFalse(changed.has("agentId"));
        assertEquals("look", changed.path("payload").path("message").asText());
        assertEquals("a/b", changed.path("payload").path("model").asText());
        assertNotEquals(revision, changed.path("configRevision").asText());
        assertThrows(ProtocolException.class, () -> jobs.update(id, Bench.json("{\"name\":\"late\"}"), revision));
        assertThrows(ProtocolException.class, () -> jobs.update(id, Bench.json("{\"state\":{}}"), null));
    }

    @Test
    void declaresAJobTwiceWithoutDoublingIt() throws Exception {
        String job = "\"name\":\"d\",\"declarationKey\":\"k\"," + MINUTELY + TURN.formatted("look");
        assertTrue(jobs.add(read(job)).path("created").asBoolean());
        ObjectNode again = jobs.add(read(job));
        assertFalse(again.path("created").asBoolean() || again.path("updated").asBoolean());
        assertTrue(jobs.add(read(job.replace("look", "see"))).path("updated").asBoolean());
        assertEquals(1, jobs.status().path("jobs").asInt());
    }

    private void restart(Duration off) {
        jobs.close();
        bench.pass(off);
        jobs = bench.jobs();
        jobs.start();
    }

    private static CronParams.Add read(String members) throws Shape.Violation {
        return Shape.of(CronParams.Add.class).read(Bench.json("{" + members + "}"));
    }

    private String add(String members) throws Shape.Violation, ProtocolException {
        return jobs.add(read(members)).path("id").asText();
    }

    private ObjectNode get(String id) {
        try {
            return jobs.get(id);
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean missing(String id) {
        return bench.store.read(sql -> JobTable.find(sql, id)).isEmpty();
    }

    /** Newest first. */
    private List<JsonNode> runs(String id) {
        List<JsonNode> entries = new ArrayList<>();
        jobs.runs(new CronParams.Runs(null, null, id, null, null, null, null, null, null, null, null, null, null))
                .path("entries")
                .forEach(entries::add);
        return entries;
    }

    private List<JsonNode> ended(String id, int count) {
        Await.until(count + " runs of " + id, () -> runs(id).size() >= count && !jobs.list(everything()).toString().contains("runningAtMs"));
        List<JsonNode> entries = runs(id);
        assertEquals(count, entries.size());
        return entries;
    }

    private static CronParams.ListJobs everything() {
        return new CronParams.ListJobs(true, null, null, null, null, null, null, null, null, null, null, null, false);
    }
}
