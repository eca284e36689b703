package org.openclaw.appliance.linux.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.OtherService.Kind;

@EnabledOnOs(OS.LINUX)
class GatewayUnitsTest {

    private static final String MARK = "Environment=OPENCLAW_SERVICE_MARKER=openclaw OPENCLAW_SERVICE_KIND=gateway\n";

    @TempDir
    Path directory;

    private FakeSystemd systemd;

    @BeforeEach
    void boot() throws Exception {
        systemd = new FakeSystemd(directory);
        Path program = Files.createFile(directory.resolve("openclaw"));
        systemd.hasUserUnit("openclaw-gateway-rescue.service", "[Service]\nExecStart=" + program + " gateway\n" + MARK)
                .hasUserUnit("openclaw-gateway-gone.service", "[Service]\nExecStart=/gone/openclaw gateway\n" + MARK)
                .hasUserUnit("clawdbot-gateway.service", "[Service]\nExecStart=/usr/bin/node /x/clawdbot gateway\n")
                .hasUserUnit("strange.service", "[Service]\nEnvironment=CLAWDBOT_SERVICE_MARKER=clawdbot\nExecStart=/x\n")
                .hasUserUnit("openclaw-node.service",
                        "[Service]\nExecStart=/x/openclaw node\n" + MARK.replace("=gateway", "=node"))
                .hasUserUnit("syncthing.service", "[Service]\nExecStart=/usr/bin/syncthing serve\n")
                .has("root/etc/systemd/system/openclaw.service",
                        "[Service]\nExecStart=/bin/sh -c 'exec openclaw gateway run'\n")
                .has("active/clawdbot-gateway.service", "0");
        Files.createSymbolicLink(systemd.userUnit("alias.service"), systemd.userUnit("clawdbot-gateway.service"));
    }

    @Test
    void tellsGatewaysOfAnyOriginApart() {
        Map<String, OtherService> found = found(true);

        assertEquals(
                Map.of(
                        "openclaw-gateway-rescue.service", Kind.PROFILE,
                        "openclaw-gateway-gone.service", Kind.STALE,
                        "clawdbot-gateway.service", Kind.LEGACY,
                        "strange.service", Kind.LEGACY,
                        "openclaw.service", Kind.FOREIGN),
                found.values().stream().collect(Collectors.toMap(OtherService::name, OtherService::kind)));
        assertTrue(found.get("clawdbot-gateway.service").active());
        assertEquals(
                1, found.values().stream().filter(OtherService::active).count());
    }

    @Test
    void looksOnlyAtThisUsersUnitsUnlessAskedForMore() {
        assertTrue(!found(false).containsKey("openclaw.service") && found(false).containsKey("strange.service"));
    }

    @Test
    void givesTheCommandThatRemovesEach() {
        Map<String, OtherService> found = found(true);

        assertEquals(
                "openclaw --profile rescue gateway uninstall", found.get("openclaw-gateway-rescue.service").cleanup());
        assertEquals(
                "systemctl --user disable --now clawdbot-gateway.service; rm "
                        + systemd.userUnit("clawdbot-gateway.service") + " && systemctl --user daemon-reload",
                found.get("clawdbot-gateway.service").cleanup());
        assertTrue(
                found.get("openclaw.service").cleanup().startsWith("sudo systemctl disable --now openclaw.service; sudo rm "));
    }

    @Test
    void survivesDirectoriesOfGarbage() throws Exception {
        Files.createDirectories(systemd.userUnit("directory.service"));
        Files.createSymbolicLink(systemd.userUnit("loop.service"), Path.of("loop.service"));
        systemd.hasUserUnit("huge.service", "#".repeat(1_000_000)).hasUserUnit("binary.service", "\0\n=\n[\n\\");
        Files.write(systemd.userUnit("latin.service"), new byte[] {(byte) 0xff, '=', (byte) 0xfe});

        assertEquals(5, found(true).size());
    }

    private Map<String, OtherService> found(boolean deep) {
        List<OtherService> others = systemd.supervisor().others(deep);
        return others.stream().collect(Collectors.toMap(OtherService::name, Function.identity()));
    }
}
