package org.openclaw.appliance.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.Json;

class RosterTest {

    @TempDir
    Path home;

    private ConfigFile file;

    private Roster roster(String text) throws IOException {
        Environment environment = new Environment(Map.of(), home, home, "operator");
        Files.createDirectories(home.resolve(".openclaw"));
        Files.writeString(home.resolve(".openclaw/openclaw.json"), text);
        file = new ConfigFile(StatePaths.of(environment, Optional.empty(), false), environment);
        return new Roster(file);
    }

    private JsonNode at(String path) throws Exception {
        return file.get(path);
    }

    @Test
    void theSoleAgentStaysInItsFolderBesideANewOne() throws Exception {
        Roster roster = roster("{ /* mine */ gateway: {port: 18789} }");
        roster.add("kitchen", Json.object().put("name", "Kitchen"), home.resolve("w"));
        assertEquals(home.resolve("w").toString(), at("agents.entries.main.workspace").asText());
        assertEquals("Kitchen", at("agents.entries.kitchen.name").asText());
        assertTrue(file.text().orElseThrow().contains("/* mine */"));
        assertThrows(IllegalArgumentException.class, () -> roster.add("kitchen", Json.object(), home));
    }

    @Test
    void anAgentGoesWithTheBindingsThatLeadToIt() throws Exception {
        Roster roster = roster("{agents:{entries:{main:{},work:{}}}, bindings:["
                + "{agentId:'work',match:{channel:'telegram'}},{agentId:'main',match:{channel:'sms'}}]}");
        assertEquals(1, roster.remove("work"));
        assertTrue(at("agents.entries.work").isMissingNode());
        assertEquals(1, at("bindings").size());
        assertThrows(IllegalArgumentException.class, () -> roster.remove("main"));
        assertThrows(IllegalArgumentException.class, () -> roster.remove("nobody"));
    }

    @Test
    void theOlderListIsKeptAsAList() throws Exception {
        Roster roster = roster("{agents:{list:[{id:'main',workspace:'/w'},{id:'work',name:'W'}]}}");
        roster.add("home", Json.object().put("name", "H"), home);
        roster.change("work", Json.object().put("name", "Work"));
        roster.remove("main");
        assertEquals(2, at("agents.list").size());
        assertEquals("Work", at("agents.list").path(0).path("name").asText());
        assertEquals("home", at("agents.list").path(1).path("id").asText());
        assertFalse(at("agents").has("entries"));
    }

    @Test
    void anIdFollowsFromTheName() {
        assertEquals("kitchen-helper", Roster.slug(" Kitchen Helper! "));
        assertEquals("", Roster.slug("…"));
    }
}
