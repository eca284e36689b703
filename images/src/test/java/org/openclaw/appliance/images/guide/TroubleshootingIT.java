package org.openclaw.appliance.images.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The guide to troubleshooting, whose readers run the gateway on port 3000: each of its lines does what the guide says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TroubleshootingIT {

    private static final String CONFIG = ".openclaw/openclaw.json";

    private Reader reader;

    @BeforeAll
    void boot() throws Exception {
        reader = Reader.at("guide-troubleshooting");
        reader.port(9099, "model");
        reader.does("openclaw config set gateway.port 3000");
        reader.does("openclaw config set models.providers.openai '{baseUrl:\"http://127.0.0.1:9099/v1\",apiKey:\"${OPENAI_API_KEY}\","
                + "models:[{id:\"gpt-4o\",name:\"GPT-4o\"}]}'");
        reader.writes(".openclaw/.env", "OPENAI_API_KEY=" + ModelServer.KEY);
    }

    @AfterAll
    void powerOff() throws Exception {
        if (reader != null) {
            reader.close();
        }
    }

    @Test
    @Order(1)
    void theDoctorNamesWhatFails() {
        String doctor = reader.sees("openclaw doctor",
                "Java runtime", "✓ Configuration file: valid", "✗ Gateway connection: failed", "→ Error: ECONNREFUSED 127.0.0.1:3000");
        assertTrue(doctor.contains("Model provider"), doctor);
        assertFalse(doctor.contains(ModelServer.KEY), doctor);
    }

    @Test
    @Order(2)
    void theConfigurationTakesTheGuidesSnippets() throws Exception {
        reader.does("openclaw gateway install");
        reader.does("echo '{ \"gateway\": { \"port\": 3001 } }' | openclaw config patch --stdin");
        reader.does("openclaw restart");
        reader.waits("port 3001", () -> reader.connects(3001));
        reader.does("echo '{ \"gateway\": { \"maxMemory\": \"512m\", \"historyLimit\": 50, \"sessionTimeout\": 3600 } }' | openclaw config patch --stdin");
        reader.does("echo '{ \"gateway\": { \"logLevel\": \"debug\", \"logTimings\": true } }' | openclaw config patch --stdin");
        reader.does("openclaw config validate");
    }

    @Test
    @Order(3)
    void faultsOfTheFileAreNamedWithTheirPlace() {
        String good = reader.does("cat ~/" + CONFIG);
        reader.writes(CONFIG, "{ gateway: { mode: 'local', port: 3001, }, }");
        reader.does("openclaw configure --validate");
        reader.writes(CONFIG, "{\n  gateway: { mode: local }\n}");
        reader.refused(1, "openclaw configure --validate", "2:");
        reader.writes(CONFIG, "{\n  gateway: { prot: 3001, mode: 'local' }\n}");
        reader.refused(1, "openclaw configure --validate", "gateway.prot", "port");
        reader.writes(CONFIG, good.strip());
        reader.does("openclaw configure --validate");
    }

    @Test
    @Order(4)
    void theEnvironmentAndTheSecretsAreListedByName() {
        String environment = reader.sees("openclaw doctor --check-env", "OPENAI_API_KEY");
        String secrets = reader.does("openclaw secrets list");
        assertFalse((environment + secrets).contains(ModelServer.KEY));
    }

    @Test
    @Order(5)
    void aModelIsTried() {
        reader.sees("openclaw doctor --provider openai --model gpt-4o", "gpt-4o");
        reader.refused(1, "OPENAI_API_KEY=sk-wrong-000000000000 openclaw doctor --provider openai --model gpt-4o", "401");
    }

    @Test
    @Order(6)
    void theProcessIsFoundByItsName() {
        reader.does("ps aux | grep openclaw | grep -v grep");
        reader.does("ps -o pid,rss,vsz,comm -p $(pgrep -d, -f openclaw)");
    }

    @Test
    @Order(7)
    void theLogTellsOfTimingsAndConnections() throws Exception {
        reader.does("openclaw agent --message hello --to +15550100");
        reader.does("grep \"timing\" ~/.openclaw/logs/gateway.log");
        reader.does("grep \"websocket\" ~/.openclaw/logs/gateway.log | tail -20 | grep websocket");
        reader.leavesRunning("follower", "openclaw logs --follow");
        reader.waitsFor("follower", "timing");
        reader.interrupts("follower");
    }

    @Test
    @Order(8)
    void theLogIsFilteredAndTakenAway() {
        String errors = reader.does("openclaw logs --level error --since \"1h\"");
        assertFalse(errors.contains("listening on"), errors);
        reader.does("cd ~ && openclaw logs --since \"24h\" --output gateway-debug.log");
        assertEquals("600", reader.does("stat -c %a ~/gateway-debug.log").strip());
        reader.does("grep -q 'listening on' ~/gateway-debug.log");
    }

    @Test
    @Order(9)
    void theStepsOfRecoveryWork() throws Exception {
        reader.does("openclaw stop");
        reader.does("openclaw cache clear");
        reader.does("openclaw configure --validate");
        reader.does("openclaw start");
        reader.waits("the gateway", () -> reader.types("openclaw health").status() == 0);
        assertTrue(reader.does("openclaw devices list").length() > 0);
    }
}
