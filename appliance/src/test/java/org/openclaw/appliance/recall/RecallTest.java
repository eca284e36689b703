package org.openclaw.appliance.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.session.AgentDirectory;
import org.openclaw.appliance.session.NewEntry;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.openclaw.appliance.store.Store;

class RecallTest {

    @TempDir
    Path folder;

    private Path workspace;
    private Store store;
    private Sessions sessions;
    private Recall recall;

    @BeforeEach
    void open() throws IOException {
        workspace = Files.createDirectories(folder.resolve("workspace/memory")).getParent();
        store = Store.open(folder.resolve("state.sqlite"));
        sessions = new Sessions(store, new Events(), new OneAgent(), Clock.systemUTC());
        recall = new Recall(store, sessions, agent -> workspace);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void findsAPassageWithItsLines() throws IOException {
        Files.writeString(workspace.resolve("MEMORY.md"), "# Doors\nThe greenhouse code is 4711.\n\n# Food\nNo nuts.\n");
        var hit = recall.search("main", "greenhouse door", 5).path("results").path(0);
        assertEquals("MEMORY.md", hit.path("path").asText());
        assertEquals(1, hit.path("startLine").asInt());
        assertTrue(hit.path("snippet").asText().contains("4711"));
        assertEquals("memory", hit.path("source").asText());
    }

    @Test
    void followsTheFilesAsTheyChange() throws IOException {
        Path note = workspace.resolve("memory/2026-11-20.md");
        Files.writeString(note, "the pump leaks");
        assertEquals(1, recall.index("main", false).renewed());
        assertEquals(0, recall.index("main", false).renewed());
        Files.writeString(note, "the pump is mended now");
        assertEquals(1, recall.search("main", "mended", 5).path("results").size());
        assertEquals(0, recall.search("main", "leaks", 5).path("results").size());
        Files.delete(note);
        assertEquals(0, recall.search("main", "pump", 5).path("results").size());
        assertEquals(0, recall.index("main", false).passages());
    }

    @Test
    void findsWhatWasSaid() throws IOException {
        ObjectNode message = Json.object().put("role", "user").put("content", "remember the walnut tree");
        sessions.append(SessionKey.main("main"), NewEntry.of(null, message));
        var hit = recall.search("main", "walnut", 5).path("results").path(0);
        assertEquals("sessions", hit.path("source").asText());
        assertEquals("sessions/agent:main:main", hit.path("path").asText());
    }

    @Test
    void takesNothingOfAQueryForTheSearchLanguage() throws IOException {
        Files.writeString(workspace.resolve("MEMORY.md"), "plain text");
        assertEquals(0, recall.search("main", "\" OR * NEAR(", 5).path("results").size());
        assertEquals(0, recall.search("main", "()", 5).path("results").size());
    }

    @Test
    void readsLinesOfNotesAndOfNothingElse() throws IOException {
        Files.writeString(workspace.resolve("MEMORY.md"), "one\ntwo\nthree\nfour");
        assertEquals("two\nthree", recall.get("main", "MEMORY.md", 2, 2).path("text").asText());
        Files.writeString(folder.resolve("secret.md"), "secret");
        Files.createSymbolicLink(workspace.resolve("memory/link.md"), folder.resolve("secret.md"));
        for (String path : new String[] {"memory/../../secret.md", "../secret.md", "memory/link.md", "AGENTS.md", "memory/none.md"}) {
            assertThrows(IllegalArgumentException.class, () -> recall.get("main", path, 1, 10), path);
        }
        assertEquals(0, recall.search("main", "secret", 5).path("results").size());
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
            return new Defaults(null, null, 0, null);
        }
    }
}
