package org.openclaw.appliance.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ResponseFrame;
import org.openclaw.appliance.rpc.Caller;

class CommandsTest {

    @TempDir
    Path folder;

    private Gateway gateway;
    private Caller owner;

    @BeforeEach
    void start() {
        gateway = new Gateway(folder, "{}");
        owner = gateway.owner();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private String said(String id, String message) throws InterruptedException {
        gateway.ask(owner, "chat.send", Gateway.chat(id, message));
        gateway.end(owner, id);
        JsonNode last = gateway.heard("chat").getLast();
        return last.path("message").path("content").path(0).path("text").asText();
    }

    @Test
    void areAnsweredWithoutAModel() throws Exception {
        assertTrue(said("h", "/help").contains("/reset"));
        assertTrue(said("s", "/status").contains("agent:main:main"));
        assertTrue(said("m", "/model").contains("appliance/offline"));
        assertTrue(gateway.model.asked.isEmpty());
    }

    @Test
    void newStartsAConversationAfresh() throws Exception {
        said("r1", "hello");
        assertEquals("New conversation started.", said("r2", "/new"));
        JsonNode history = gateway.ask(owner, "chat.history", Json.object().put("sessionKey", "main"));
        assertEquals(2, history.path("messages").size());
        said("r3", "again");
        gateway.model.asked.take();
        assertEquals(1, gateway.model.asked.take().messages().size());
    }

    @Test
    void textAfterNewIsTheFirstMessage() throws Exception {
        assertEquals("echo what time", said("r1", "/new what time"));
    }

    @Test
    void stopEndsTheAnswerInProgress() throws Exception {
        gateway.ask(owner, "chat.send", Gateway.chat("r1", "hang"));
        gateway.awaitAsked();
        assertEquals("Stopped.", said("r2", "/stop"));
        assertEquals("stop", gateway.end(owner, "r1").path("stopReason").asText());
    }

    @Test
    void resetNeedsTheOwner() throws Exception {
        Caller writer = gateway.connect(Set.of(), "operator.write");
        for (String method : new String[] {"agent", "chat.send"}) {
            ResponseFrame answer = Gateway.next(gateway.send(
                    writer, method, method.equals("agent") ? Gateway.agent("r1", "/new") : Gateway.chat("r1", "/new")));
            assertFalse(answer.ok());
            assertEquals(ErrorCode.FORBIDDEN, answer.error().code());
        }
    }

    @Test
    void aPathIsNotACommand() {
        assertTrue(Command.parse("/newer things").isEmpty());
        assertTrue(Command.parse("/etc/passwd").isEmpty());
        assertTrue(Command.parse(" /STOP ").isPresent());
    }
}
