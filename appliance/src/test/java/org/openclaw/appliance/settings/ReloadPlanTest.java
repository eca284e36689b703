package org.openclaw.appliance.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StatePaths;

class ReloadPlanTest {

    @TempDir
    Path home;

    private GatewaySettings settings(String mode, String more) throws Exception {
        Environment environment = new Environment(Map.of(), home, home, "me");
        StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
        paths.create();
        LoadResult loaded = new ConfigFile(paths, environment)
                .check("{gateway: {mode: 'local', reload: {mode: '" + mode + "'}}" + more + "}");
        return GatewaySettings.of(loaded, paths, environment, GatewayOverrides.NONE, false);
    }

    private ReloadPlan plan(String mode, String path, String value) throws Exception {
        Environment environment = new Environment(Map.of(), home, home, "me");
        StatePaths paths = StatePaths.of(environment, Optional.empty(), false);
        paths.create();
        ConfigFile file = new ConfigFile(paths, environment);
        file.write("{gateway: {mode: 'local', reload: {mode: '" + mode + "'}, auth: {token: 'a-token-for-the-test'}}}", Optional.empty());
        GatewaySettings before = GatewaySettings.of(file.load(), paths, environment, GatewayOverrides.NONE, false);
        file.set(path, value);
        GatewaySettings after = GatewaySettings.of(file.load(), paths, environment, GatewayOverrides.NONE, false);
        return ReloadPlan.of(before, after);
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.port, 18791",
        "gateway.bind, lan",
        "gateway.customBindHost, 192.0.2.1",
        "gateway.tls.enabled, true",
        "gateway.tailscale.mode, serve",
        "discovery.wideArea.domain, home.example",
    })
    void keysOfTheListenerWaitForARestart(String path, String value) throws Exception {
        for (String mode : List.of("hybrid", "hot", "restart", "off")) {
            ReloadPlan plan = plan(mode, path, value);
            assertEquals(List.of(path), plan.waiting(), mode);
            assertEquals(List.of(), plan.atOnce(), mode);
            assertEquals(List.of("hybrid", "restart").contains(mode), plan.restarts(), mode);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gateway.auth.token, another-token-for-the-test",
        "gateway.controlUi.allowedOrigins, '[\"https://a.example\"]'",
        "agents.defaults.timeoutSeconds, 30",
        "models.mode, merge",
        "hooks.enabled, false",
        "cron.enabled, false",
        "tools.profile, minimal",
    })
    void whatSomebodyMustBeToldIsDoneAtOnceUnlessOnlyARestartMay(String path, String value) throws Exception {
        for (String mode : List.of("hybrid", "hot")) {
            assertEquals(List.of(path), plan(mode, path, value).atOnce(), mode);
        }
        for (String mode : List.of("restart", "off")) {
            assertEquals(List.of(path), plan(mode, path, value).waiting(), mode);
        }
    }

    @ParameterizedTest
    @CsvSource({"logging.level, debug", "session.dmScope, main", "ui.seamColor, #ff4500"})
    void whatIsReadEachTimeNeedsNothing(String path, String value) throws Exception {
        for (String mode : List.of("hybrid", "hot", "restart")) {
            assertEquals(List.of(path), plan(mode, path, value).atOnce(), mode);
        }
        assertEquals(List.of(path), plan("off", path, value).waiting());
    }

    @Test
    void aMixedChangeIsTakenApart() throws Exception {
        ReloadPlan plan = ReloadPlan.of(
                settings("hybrid", ""), settings("hybrid", ", logging: {level: 'debug'}, discovery: {wideArea: {domain: 'home.example'}}"));
        assertEquals(List.of("logging.level"), plan.atOnce());
        assertEquals(List.of("discovery.wideArea.domain"), plan.waiting());
    }
}
