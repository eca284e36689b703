package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledWriterTest {

    private static final int ROUNDS = 5;

    @TempDir
    Path home;

    /** The process that is killed: sets the port again and again, and says so. */
    static final class Writer {
        public static void main(String[] arguments) throws IOException {
            ConfigFile config = new ConfigFixture(Path.of(arguments[0])).config();
            for (int port = 1; port < 60_000; port++) {
                config.set("gateway.port", Integer.toString(port));
                System.out.println(port);
            }
        }
    }

    @Test
    void aWriterKilledAtAnyTimeLeavesAFileThatLoads() throws Exception {
        ConfigFixture fixture = new ConfigFixture(home).file("// kept\n{gateway: {port: 1, mode: 'local'}}\n");
        for (int round = 0; round < ROUNDS; round++) {
            Process writer = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Xmx64m",
                    "-cp", System.getProperty("java.class.path"), Writer.class.getName(), home.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int written = 0;
            try (BufferedReader lines = writer.inputReader()) {
                for (int i = 0; i < 7 + round * 3; i++) {
                    written = Integer.parseInt(lines.readLine());
                }
                writer.destroyForcibly().waitFor();
            }
            LoadResult.Loaded loaded = fixture.loaded();
            assertTrue(loaded.config().number("gateway.port").orElseThrow() >= written);
            assertEquals("local", loaded.config().text("gateway.mode").orElseThrow());
            assertTrue(fixture.config().text().orElseThrow().startsWith("// kept"));
        }
    }
}
