package org.openclaw.appliance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway in a Java machine of its own, hosted as procrun and jsvc do it. */
class ServiceMainTest {

    private static final String READY = "listening on :";

    @TempDir
    Path home;

    @Test
    void procrunsStartLastsUntilItsStop() throws Exception {
        Process host = host("procrun", "gateway", "--port", Integer.toString(freePort()), "--allow-unconfigured");
        List<String> lines = readUntil(host, READY);
        host.getOutputStream().close();
        lines.addAll(readUntil(host, "host: ended in order"));

        assertTrue(lines.contains("host: stop came back"), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("stopped cleanly")), lines.toString());
        assertEquals(0, exitStatus(host));
    }

    @Test
    void jsvcsStartComesBackAtOnceAndItsStopWhenTheGatewayHasEnded() throws Exception {
        Process host = host("jsvc", "gateway", "--port", Integer.toString(freePort()), "--allow-unconfigured");
        List<String> lines = readUntil(host, READY);
        host.getOutputStream().close();
        lines.addAll(readUntil(host, "host: ended in order"));

        assertTrue(lines.contains("host: start came back"), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("stopped cleanly")), lines.toString());
        assertEquals(0, exitStatus(host));
    }

    @Test
    void aGatewayThatRefusesToStartIsAFailureToEitherHost() throws Exception {
        Process procrun = host("procrun", "gateway", "--port", "1");
        readToEnd(procrun);
        assertEquals(78, exitStatus(procrun));

        Process jsvc = host("jsvc", "gateway", "--port", "1");
        readUntil(jsvc, "host: failed: the gateway has ended with status 78");
        assertEquals(5, exitStatus(jsvc));
    }

    @Test
    void secretsComeFromTheFileThatTheServiceNames() throws Exception {
        Path secrets = Files.writeString(home.resolve("service.env"), "OPENCLAW_GATEWAY_TOKEN=\"hun\\\"ter22hunter22\"\n");
        ProcessBuilder builder =
                builder("procrun", "gateway", "--port", Integer.toString(freePort()), "--allow-unconfigured");
        builder.environment().put("OPENCLAW_SERVICE_ENV_FILE", secrets.toString());
        Process host = builder.start();
        List<String> lines = readUntil(host, READY);
        host.getOutputStream().close();

        assertFalse(lines.toString().contains("token was missing"), lines.toString());
        assertFalse(lines.toString().contains("ter22hunter22"), lines.toString());
        assertEquals(0, exitStatus(host));
    }

    private Process host(String... args) throws IOException {
        return builder(args).start();
    }

    private ProcessBuilder builder(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m", "-cp", System.getProperty("java.class.path"), ServiceHost.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).directory(home.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("OPENCLAW_"));
        builder.environment().put("HOME", home.toString());
        return builder;
    }

    private static List<String> readUntil(Process host, String text) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader reader = host.inputReader(StandardCharsets.UTF_8);
        String line = reader.readLine();
        while (line != null && !line.contains(text)) {
            lines.add(line);
            line = reader.readLine();
        }
        assertTrue(line != null, "never said \"" + text + "\": " + lines);
        return lines;
    }

    private static List<String> readToEnd(Process host) throws IOException {
        host.getOutputStream().close();
        return host.inputReader(StandardCharsets.UTF_8).lines().toList();
    }

    private static int exitStatus(Process host) throws InterruptedException {
        assertTrue(host.waitFor(60, TimeUnit.SECONDS));
        return host.exitValue();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
