package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.cli.Recording.Outcome;

/** {@code gateway probe} between two real gateways. */
class GatewayProbeTest {

    @TempDir
    Path homes;

    private static List<String> codes(Outcome outcome) {
        List<String> codes = new ArrayList<>();
        outcome.json().path("warnings").forEach(warning -> codes.add(warning.path("code").asText()));
        return codes;
    }

    @Test
    void tellsTwoGatewaysFromTwoWaysToOne() throws Exception {
        try (TestGateway one = new TestGateway(Files.createDirectory(homes.resolve("one")), "{}");
                TestGateway two = new TestGateway(Files.createDirectory(homes.resolve("two")), "{}")) {
            CommandLineRun openclaw = new CommandLineRun(homes.resolve("one"), new ScriptedPlatform());
            String[] oneTwice = {"gateway", "probe", "--json", "--token", TestGateway.TOKEN, "--url", "ws://localhost:" + one.port()};
            assertEquals(List.of(), codes(openclaw.of(oneTwice)));
            String[] both = {"gateway", "probe", "--json", "--token", TestGateway.TOKEN, "--url", "ws://127.0.0.1:" + two.port()};
            assertEquals(List.of("multiple_gateways"), codes(openclaw.of(both)));
            Outcome text = openclaw.of(
                    "gateway", "probe", "--token", TestGateway.TOKEN, "--url", "ws://127.0.0.1:" + two.port());
            assertEquals(0, text.status());
            assertTrue(text.out().contains("multiple reachable gateway identities"), text.out());
            assertTrue(text.out().contains("capability: read-only"), text.out());
        }
    }

    @Test
    void aFailedTunnelIsAWarningAndTheRestIsTriedAllTheSame() throws Exception {
        try (TestGateway one = new TestGateway(Files.createDirectory(homes.resolve("one")), "{}")) {
            CommandLineRun openclaw = new CommandLineRun(homes.resolve("one"), new ScriptedPlatform());
            Outcome outcome = openclaw.of("gateway", "probe", "--ssh", "nobody@127.0.0.1:1", "--json");
            assertEquals(0, outcome.status());
            assertEquals(List.of("ssh_tunnel_failed"), codes(outcome));
            assertEquals(1, outcome.json().path("targets").size());
        }
    }

    @Test
    void takesNoOptionsOfSshForAHost() throws Exception {
        CommandLineRun openclaw = new CommandLineRun(homes, new ScriptedPlatform());
        for (String target : List.of("-oProxyCommand=touch /tmp/x", "a b", "", "user@host:port")) {
            assertEquals(2, openclaw.of("gateway", "probe", "--ssh=" + target).status(), target);
        }
        assertFalse(openclaw.of("gateway", "probe", "--ssh=-v").out().contains("connect"));
    }
}
