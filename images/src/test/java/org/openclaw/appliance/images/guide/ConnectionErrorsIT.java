package org.openclaw.appliance.images.guide;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The guide to connection errors, whose readers run the gateway on port 3001: each of its lines does what the guide says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConnectionErrorsIT {

    private Reader reader;

    @BeforeAll
    void boot() throws Exception {
        reader = Reader.at("guide-errors");
        reader.does("openclaw config set gateway.port 3001");
        reader.does("openclaw gateway install");
    }

    @AfterEach
    void freePort() {
        reader.ends("squatter");
    }

    @AfterAll
    void powerOff() throws Exception {
        if (reader != null) {
            reader.close();
        }
    }

    @Test
    @Order(1)
    void aPortConflictIsNamedAndSolvedByAnotherPort() throws Exception {
        reader.does("openclaw gateway stop");
        reader.port(3001, "squatter");
        reader.types("openclaw gateway start");
        String doctor = reader.types("openclaw doctor").text();
        assertTrue(doctor.contains("3001") && doctor.contains("java"), doctor);

        reader.does("openclaw config set gateway.port 3002");
        reader.does("openclaw restart");
        reader.waits("port 3002", () -> reader.connects(3002));
        reader.sees("openclaw gateway status", "Runtime: running", "port=3002");
        reader.ends("squatter");
    }

    @Test
    @Order(2)
    void aMissingModeIsNamedAndSolvedByTheTwoLines() throws Exception {
        reader.does("openclaw config set gateway.port 3001");
        reader.does("openclaw config unset gateway.mode");
        reader.types("openclaw restart");
        assertFalse(reader.connects(3001) && reader.types("openclaw health").status() == 0);

        reader.does("openclaw config set gateway.mode local");
        reader.does("openclaw restart");
        reader.waits("port 3001", () -> reader.connects(3001));
        reader.sees("openclaw logs --tail 50", "[gateway] listening on :3001");
    }

    @Test
    @Order(3)
    void theStepsOfDiagnosisWork() {
        reader.sees("openclaw status", "gateway: running");
        assertTrue(reader.does("openclaw logs --tail 50").lines().count() <= 60);
        reader.sees("openclaw doctor --verbose", "Java runtime", "ms");
    }

    @Test
    @Order(4)
    void aStoppedGatewayIsSeenAndStarted() throws Exception {
        reader.does("openclaw gateway stop");
        assertTrue(reader.types("openclaw status").text().contains("gateway: stopped"));
        reader.does("openclaw gateway start");
        reader.waits("the gateway", () -> reader.types("openclaw health").status() == 0);
    }

    @Test
    @Order(5)
    void hostAndPortAreShown() {
        assertTrue(reader.does("openclaw config get gateway.host").contains("127.0.0.1"));
        assertTrue(reader.does("openclaw config get gateway.port").contains("3001"));
        assertTrue(reader.gets(3001, "/health").contains("200"));
    }

    @Test
    @Order(6)
    void anOldDeviceTokenIsForgottenByTheQuickRepair() throws Exception {
        reader.does("openclaw doctor --fix");
        reader.does("openclaw restart");
        reader.waits("the gateway", () -> reader.types("openclaw health").status() == 0);
    }

    @Test
    @Order(7)
    void followingTheLogShowsWhatHappens() throws Exception {
        reader.leavesRunning("follower", "openclaw logs --follow");
        reader.waitsFor("follower", "listening on :3001");
        reader.interrupts("follower");
    }

    @Test
    @Order(8)
    void memoryAndTheServiceCanBeLookedAt() {
        reader.sees("openclaw gateway memory", "available");
        reader.sees("systemctl --user status openclaw", "active (running)");
        assertTrue(reader.machine().run("journalctl", "--no-pager", "-t", "openclaw").text().contains("listening on :3001"));
    }

    @Test
    @Order(9)
    void theGeneralProcedureEndsWithAGatewayThatListens() throws Exception {
        reader.sees("openclaw doctor --fix --verbose", "Java runtime");
        reader.does("openclaw logs --tail 100");
        reader.does("openclaw config validate");
        reader.does("openclaw gateway stop");
        reader.does("openclaw gateway start");
        reader.waits("the gateway", () -> reader.types("openclaw health").status() == 0);
        reader.leavesRunning("follower", "openclaw logs --follow");
        reader.waitsFor("follower", "[gateway] listening on :3001");
        reader.interrupts("follower");
    }
}
