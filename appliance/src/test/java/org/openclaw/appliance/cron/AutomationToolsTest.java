package org.openclaw.appliance.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.Bench;
import org.openclaw.appliance.channel.MessageTool;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.tool.Tool;
import org.openclaw.appliance.tool.ToolArguments;
import org.openclaw.appliance.tool.ToolCall;
import org.openclaw.appliance.tool.ToolException;

/** What an agent can have scheduled and sent. */
class AutomationToolsTest {

    private Bench bench;
    private CronJobs jobs;

    @BeforeEach
    void open(@TempDir Path folder) {
        bench = new Bench(folder, "{\"commands\":{\"ownerAllowFrom\":[\"board:me\"]}}");
        jobs = bench.jobs();
        jobs.start();
    }

    @AfterEach
    void close() {
        jobs.close();
        bench.close();
    }

    private JsonNode call(Tool tool, String id, String arguments) throws ToolException, InterruptedException {
        return tool.call(new ToolCall(
                        id, "main", "agent:main:main", "r1", Path.of("."), true, new ToolArguments(Bench.json(arguments)), new Cancellation(),
                        bench.clock.instant(), text -> {}))
                .details();
    }

    @Test
    void remindsWithLittleToSay() throws Exception {
        CronTool cron = new CronTool(() -> jobs);
        JsonNode job = call(cron, "c1", """
                {"action":"add","job":{"schedule":{"kind":"at","at":"2026-11-21T10:00:00+01:00"},"payload":{"kind":"systemEvent","text":"tea"}}}""");
        assertEquals("main", job.path("sessionTarget").asText());
        assertEquals("agent:main:main", job.path("owner").path("sessionKey").asText());
        assertEquals(1, call(cron, "c2", "{\"action\":\"list\"}").path("jobs").size());
        call(cron, "c3", "{\"action\":\"update\",\"jobId\":\"" + job.path("id").asText() + "\",\"patch\":{\"enabled\":false}}");
        assertEquals(0, call(cron, "c4", "{\"action\":\"list\"}").path("jobs").size());
        assertTrue(call(cron, "c5", "{\"action\":\"remove\",\"jobId\":\"" + job.path("id").asText() + "\"}").path("removed").asBoolean());
        ToolException gone = assertThrows(ToolException.class, () -> call(cron, "c6", "{\"action\":\"get\",\"jobId\":\"x\"}"));
        assertTrue(gone.getMessage().startsWith("Automation not found"));
    }

    @Test
    void schedulesNoProgram() {
        CronTool cron = new CronTool(() -> jobs);
        String command = "{\"schedule\":{\"kind\":\"every\",\"everyMs\":60000},\"payload\":{\"kind\":\"command\",\"argv\":[\"rm\"]}}";
        assertThrows(ToolException.class, () -> call(cron, "c", "{\"action\":\"add\",\"job\":" + command + "}"));
        assertThrows(ToolException.class, () -> call(cron, "c", "{\"action\":\"update\",\"jobId\":\"x\",\"patch\":" + command + "}"));
        assertTrue(cron.spec().ownerOnly());
    }

    @Test
    void sendsToTheOwnerOnce() throws Exception {
        MessageTool message = new MessageTool(() -> bench.channels);
        assertEquals("m1", call(message, "c1", "{\"message\":\"hi\"}").path("messageId").asText());
        assertEquals("m1", call(message, "c1", "{\"message\":\"hi\"}").path("messageId").asText());
        assertEquals(1, bench.board.sent.size());
        assertThrows(ToolException.class, () -> call(message, "c2", "{\"message\":\"hi\",\"channel\":\"fax\",\"to\":\"x\"}"));
    }
}
