package org.openclaw.appliance.images.squeeze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.vm.Board;
import org.openclaw.appliance.images.vm.BoardDisks;

/**
 * Memory that runs out on a board with 256 MB: on one whose kernel tells as little as a Raspberry Pi's does when nobody has touched
 * its command line, and on one where everything is turned on that the guides ask for.
 */
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(named = "squeeze", matches = "false", disabledReason = "takes minutes: left out by -Dsqueeze=false")
class BoardSqueezeIT {

    private static final Duration START_PATIENCE = Duration.ofMinutes(4);
    private static final Duration SQUEEZE_PATIENCE = Duration.ofMinutes(8);
    private static final int PER_SECOND = 2;
    /** More than there is beside the gateway, and less than there is without it: the kernel must not run out of victims. */
    private static final int HOG_MEGABYTES = 110;
    private static final String SLICE = "squeeze.slice";
    private static final String IN_SLICE = "-p Slice=" + SLICE;
    /** Less than the machine has: what runs out is the group's share alone. */
    private static final int GROUP_MEGABYTES = 150;
    private static final Set<String> ENDED = Set.of("inactive", "failed");
    private static final String CLASSES = "/root/classes";
    private static final String LOG = "/root/gateway.log";

    @BeforeAll
    static void needsAnEmulator() {
        Optional<String> obstacle = BoardDisks.obstacle();
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    }

    @Test
    void warnsBeforeTheKernelKillsThoughThatTellsLittle() throws Exception {
        BoardDisks disks = BoardDisks.prepare(new Layout(Path.of("target/openclaw")));
        try (Board board = Board.boot("squeeze", disks, Board.STOCK_PI)) {
            assertNotEquals(0, board.run("test -e /proc/pressure/memory").status());
            assertNotEquals(0, board.run("grep -qw memory /sys/fs/cgroup/cgroup.controllers").status());
            startGateway(board, "");
            startProtectedHog(board, "");
            board.await("the critical level", SQUEEZE_PATIENCE, () -> isOver(board) || tells(board, "critical"));
            String log = board.read(LOG);
            assertEquals(0, kills(board), log);
            assertTrue(log.contains("level=critical") && log.indexOf("level=warning") < log.indexOf("level=critical"), log);

            board.await("the gateway's end", SQUEEZE_PATIENCE, () -> isOver(board));
            assertEquals("75", property(board, "gateway", "ExecMainStatus"), board.read(LOG));
            assertEquals(0, kills(board), () -> "the kernel killed after all");
        }
    }

    @Test
    void followsTheLimitOfItsGroupAndStallTimesWhereTheKernelTellsThem() throws Exception {
        BoardDisks disks = BoardDisks.prepare(new Layout(Path.of("target/openclaw")));
        try (Board board = Board.boot("squeeze-group", disks, Board.TUNED)) {
            board.run("systemctl set-property --runtime " + SLICE + " MemoryMax=" + GROUP_MEGABYTES + "M").orFail();
            startGateway(board, IN_SLICE);
            JsonNode report = memory(board);
            assertEquals((long) GROUP_MEGABYTES << 20, report.path("machine").path("limitBytes").asLong(), report.toString());
            for (String source : List.of("psi", "cgroup", "signs")) {
                assertTrue(isLive(report, source), source + " in " + report);
            }
            assertTrue(report.path("kernel").path("stalledPercent").has("full60s"), report.toString());

            startProtectedHog(board, IN_SLICE);
            board.await("the gateway's end", SQUEEZE_PATIENCE, () -> isOver(board));
            String log = board.read(LOG);
            assertEquals("75", property(board, "gateway", "ExecMainStatus"), log);
            assertEquals(0, kills(board), log);
            assertTrue(log.contains("level=critical") && log.indexOf("level=warning") < log.indexOf("level=critical"), log);
            assertTrue(board.run("awk '/MemAvailable/ {exit $2 < 40000}' /proc/meminfo").status() == 0, "the machine had memory left");
        }
    }

    private static JsonNode memory(Board board) throws IOException {
        return new ObjectMapper().readTree(board.run("openclaw gateway memory --json").orFail());
    }

    private static boolean isLive(JsonNode report, String source) {
        for (JsonNode each : report.path("sources")) {
            if (each.path("name").asText().equals(source)) {
                return each.path("live").asBoolean();
            }
        }
        return false;
    }

    private static void startGateway(Board board, String properties) throws IOException {
        String config = "{\"gateway\":{\"mode\":\"local\",\"auth\":{\"mode\":\"token\",\"token\":\"only for this test\"}}}";
        board.write("/root/.openclaw/openclaw.json", config.getBytes(StandardCharsets.UTF_8));
        board.start("gateway", properties, Board.INSTALLED + "/bin/openclaw gateway run");
        board.await("the gateway", START_PATIENCE, () -> board.read(LOG).contains("ready after"));
    }

    /** One that the kernel never kills, so that it is the gateway's turn. */
    private static void startProtectedHog(Board board, String properties) throws IOException {
        String file = Hog.class.getName().replace('.', '/') + ".class";
        try (InputStream in = Hog.class.getClassLoader().getResourceAsStream(file)) {
            board.write(CLASSES + "/" + file, in.readAllBytes());
        }
        String java = Board.INSTALLED + "/runtime/bin/java";
        board.start(
                "hog",
                "-p OOMScoreAdjust=-1000 " + properties,
                String.join(" ", HogProcess.commandLine(java, CLASSES)) + " 1 " + PER_SECOND + " " + HOG_MEGABYTES);
    }

    private static boolean tells(Board board, String level) throws IOException {
        return board.run("grep -q level=" + level + " " + LOG).status() == 0;
    }

    /** A machine without memory may also fail to answer, which says nothing about the gateway. */
    private static boolean isOver(Board board) throws IOException {
        return ENDED.contains(board.run("systemctl is-active gateway").text().strip());
    }

    private static String property(Board board, String unit, String name) throws IOException {
        return board.run("systemctl show --value -p " + name + " " + unit).orFail().strip();
    }

    private static int kills(Board board) throws IOException {
        return Integer.parseInt(board.run("sed -n 's/^oom_kill //p' /proc/vmstat").orFail().strip());
    }
}
