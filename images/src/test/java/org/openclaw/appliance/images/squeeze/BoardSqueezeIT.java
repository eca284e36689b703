package org.openclaw.appliance.images.squeeze;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.openclaw.appliance.images.Layout;
import org.openclaw.appliance.images.vm.Board;
import org.openclaw.appliance.images.vm.BoardDisks;

/**
 * Memory that runs out on a board with 256 MB whose kernel tells as little as a Raspberry Pi's does when nobody has touched its
 * command line.
 */
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "squeeze", matches = "true", disabledReason = "takes minutes: -Dsqueeze=true")
class BoardSqueezeIT {

    private static final Duration START_PATIENCE = Duration.ofMinutes(2);
    private static final Duration SQUEEZE_PATIENCE = Duration.ofMinutes(4);
    private static final int PER_SECOND = 2;
    /** More than there is beside the gateway, and less than there is without it: the kernel must not run out of victims. */
    private static final int HOG_MEGABYTES = 110;
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
            startGateway(board);
            startProtectedHog(board);
            board.await("the critical level", SQUEEZE_PATIENCE, () -> isOver(board) || tells(board, "critical"));
            String log = board.read(LOG);
            assertEquals(0, kills(board), log);
            assertTrue(log.contains("level=critical") && log.indexOf("level=warning") < log.indexOf("level=critical"), log);

            board.await("the gateway's end", SQUEEZE_PATIENCE, () -> isOver(board));
            assertEquals("75", property(board, "gateway", "ExecMainStatus"), board.read(LOG));
            assertEquals(0, kills(board), () -> "the kernel killed after all");
        }
    }

    private static void startGateway(Board board) throws IOException {
        assertNotEquals(0, board.run("test -e /proc/pressure/memory").status());
        assertNotEquals(0, board.run("grep -qw memory /sys/fs/cgroup/cgroup.controllers").status());
        String config = "{\"gateway\":{\"mode\":\"local\",\"auth\":{\"mode\":\"token\",\"token\":\"only for this test\"}}}";
        board.write("/root/.openclaw/openclaw.json", config.getBytes(StandardCharsets.UTF_8));
        board.start("gateway", "", Board.INSTALLED + "/bin/openclaw gateway run");
        board.await("the gateway", START_PATIENCE, () -> board.read(LOG).contains("ready after"));
    }

    /** One that the kernel never kills, so that it is the gateway's turn. */
    private static void startProtectedHog(Board board) throws IOException {
        String file = Hog.class.getName().replace('.', '/') + ".class";
        try (InputStream in = Hog.class.getClassLoader().getResourceAsStream(file)) {
            board.write(CLASSES + "/" + file, in.readAllBytes());
        }
        String java = Board.INSTALLED + "/runtime/bin/java";
        board.start(
                "hog",
                "-p OOMScoreAdjust=-1000",
                String.join(" ", HogProcess.commandLine(java, CLASSES)) + " 1 " + PER_SECOND + " " + HOG_MEGABYTES);
    }

    private static boolean tells(Board board, String level) throws IOException {
        return board.run("grep -q level=" + level + " " + LOG).status() == 0;
    }

    private static boolean isOver(Board board) throws IOException {
        return board.run("systemctl is-active --quiet gateway").status() != 0;
    }

    private static String property(Board board, String unit, String name) throws IOException {
        return board.run("systemctl show --value -p " + name + " " + unit).orFail().strip();
    }

    private static int kills(Board board) throws IOException {
        return Integer.parseInt(board.run("sed -n 's/^oom_kill //p' /proc/vmstat").orFail().strip());
    }
}
