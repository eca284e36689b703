package org.openclaw.appliance.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.session.SessionKey;

class SubAgentsTest {

    private static final SessionKey MAIN = SessionKey.main("main");

    @TempDir
    Path folder;

    private Gateway gateway;
    private Caller owner;
    private SubAgents subAgents;

    @BeforeEach
    void start() {
        gateway = new Gateway(folder, "{}");
        owner = gateway.owner();
        subAgents = new SubAgents(gateway.agents, gateway.sessions, gateway.parts.runs(), true, gateway.clock);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static SubAgents.Wish wish(SessionKey from, String task) {
        return new SubAgents.Wish(from, task, null, "ferns", null, null, false);
    }

    @Test
    void bringsItsResultBackToWhoStartedIt() throws Exception {
        SubAgents.Task task = subAgents.spawn(wish(MAIN, "count the ferns"));
        assertTrue(task.session().rest().startsWith("subagent:"));
        gateway.awaitAsked();
        gateway.awaitAsked();
        assertEquals("ok", gateway.end(owner, task.runId() + ":announce").path("status").asText());
        JsonNode history = gateway.ask(owner, "chat.history", Json.object().put("sessionKey", "main"));
        String told = history.path("messages").path(0).path("content").path(0).path("text").asText();
        assertTrue(told.contains("ferns") && told.contains("echo count the ferns"), told);
        assertEquals("completed", SubAgents.view(subAgents.tasks().getFirst()).path("status").asText());
    }

    @Test
    void oneAtATimeOnASmallBoard() throws Exception {
        subAgents.spawn(wish(MAIN, "wait"));
        assertThrows(ProtocolException.class, () -> subAgents.spawn(wish(MAIN, "another")));
    }

    @Test
    void startsNoneOfItsOwn() {
        assertThrows(
                ProtocolException.class, () -> subAgents.spawn(wish(new SessionKey("main", "subagent:x"), "deeper")));
        assertTrue(subAgents.tasks().isEmpty());
    }

    @Test
    void anotherAgentNeedsAnAllowance() {
        SubAgents.Wish wish = new SubAgents.Wish(MAIN, "task", "work", null, null, null, false);
        assertThrows(ProtocolException.class, () -> subAgents.spawn(wish));
    }
}
