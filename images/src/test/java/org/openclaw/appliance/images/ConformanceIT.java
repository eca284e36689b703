package org.openclaw.appliance.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The official client packages and the OpenAI SDK against the distribution, started as its users start it. */
@EnabledOnOs(OS.LINUX)
class ConformanceIT {

    private static final Path SUITE = Path.of("../appliance/src/conformance").toAbsolutePath().normalize();
    private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.(\\d+)\\..*");
    private static final int LIMIT_MINUTES = 20;

    @Test
    void officialClientsGetWhatTheyExpect() throws Exception {
        Optional<String> node = node();
        assumeTrue(
                node.isPresent(),
                "SKIPPED: the conformance suite needs Node 22.19 or newer; put it on the PATH or name it in OPENCLAW_TEST_NODE");
        assertEquals(0, install(), "npm could not install the suite's packages; see the output above");
        List<String> command = new ArrayList<>(List.of(
                node.get(), "--test", "--test-concurrency=1", "--test-force-exit", "--test-timeout=120000"));
        try (var tests = Files.list(SUITE.resolve("test"))) {
            tests.map(Path::toString).filter(name -> name.endsWith(".test.mjs")).sorted().forEach(command::add);
        }
        assertEquals(0, run(command), "the conformance suite failed; its output is above");
    }

    private static int install() throws IOException, InterruptedException {
        return Files.isDirectory(SUITE.resolve("node_modules/@openclaw/gateway-client"))
                ? 0
                : run(List.of("npm", "ci", "--no-audit", "--no-fund"));
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        // Its own streams, not this JVM's: those carry the test runner's conversation with Maven.
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(SUITE.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment()
                .put("OPENCLAW_BIN", Path.of("target/openclaw/bin/openclaw").toAbsolutePath().toString());
        Process process = builder.start();
        Thread patience = Thread.ofVirtual().start(() -> endWhenOverdue(process));
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(System.out::println);
        }
        int status = process.waitFor();
        patience.interrupt();
        return status;
    }

    private static void endWhenOverdue(Process process) {
        try {
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<String> node() throws InterruptedException {
        String named = System.getenv("OPENCLAW_TEST_NODE");
        String node = named == null || named.isBlank() ? "node" : named;
        try {
            Process process = new ProcessBuilder(node, "--version").redirectErrorStream(true).start();
            String version = new String(process.getInputStream().readAllBytes()).strip();
            Matcher matcher = VERSION.matcher(version);
            boolean enough = process.waitFor() == 0
                    && matcher.matches()
                    && (Integer.parseInt(matcher.group(1)) > 22
                            || (matcher.group(1).equals("22") && Integer.parseInt(matcher.group(2)) >= 19));
            return enough ? Optional.of(node) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
