package org.openclaw.appliance.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.ReloadKind;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.Json;

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
    void nobodyWaitsForAKeyWithoutEffect() throws Exception {
        for (String mode : List.of("hybrid", "hot", "restart")) {
            assertEquals(List.of(), plan(mode, "discovery.wideArea.domain", "home.example").waiting(), mode);
        }
        assertEquals(List.of("tts.auto"), plan("off", "tts.auto", "always").waiting());
    }

    @Test
    void aMixedChangeIsTakenApart() throws Exception {
        ReloadPlan plan = ReloadPlan.of(
                settings("hybrid", ""), settings("hybrid", ", logging: {level: 'debug'}, hooks: {path: '/in'}"));
        assertEquals(List.of("logging.level"), plan.atOnce());
        assertEquals(List.of("hooks.path"), plan.waiting());
    }

    /** Keys whose readers look each time, or are told of a change. */
    private static final Set<String> NEVER_A_RESTART = Set.of(
            "agents", "approvals", "auth", "bindings", "broadcast", "channels", "cron", "hooks", "logging", "messages", "models",
            "session", "skills", "talk", "tools", "ui", "update", "wizard");

    /** What the listener is made of, and what is served from the start. */
    private static final Set<String> LISTENER = Set.of(
            "gateway.auth.mode", "gateway.bind", "gateway.controlUi.basePath",
            "gateway.controlUi.dangerouslyDisableDeviceAuth", "gateway.controlUi.root", "gateway.customBindHost", "gateway.host",
            "gateway.mode", "gateway.port", "gateway.portals.ingress.domain", "gateway.portals.ingress.port",
            "gateway.tailscale.mode", "gateway.tailscale.preserveFunnel", "gateway.tls.autoGenerate", "gateway.tls.caPath",
            "gateway.tls.certPath", "gateway.tls.enabled", "gateway.tls.keyPath");

    private static void paths(String path, JsonNode schema, Set<String> found) {
        JsonNode members = schema.path("properties");
        if (members.isEmpty() && !path.isEmpty()) {
            found.add(path);
        }
        members.properties().forEach(member ->
                paths(path.isEmpty() ? member.getKey() : path + "." + member.getKey(), member.getValue(), found));
    }

    @Test
    void everyKeyWaitsOrNotAsItsClassAndTheModeSay() throws Exception {
        ByteArrayOutputStream schema = new ByteArrayOutputStream();
        ConfigSchema.write(schema);
        Set<String> keys = new TreeSet<>();
        paths("", Json.mapper().readTree(schema.toByteArray()), keys);
        keys.removeIf(key -> key.startsWith("$"));
        assertTrue(keys.size() > 1_000, "only " + keys.size() + " keys");
        Set<String> listener = new TreeSet<>();
        for (String key : keys) {
            ReloadKind kind = ConfigSchema.reloadKind(key);
            String section = key.split("\\.")[0];
            // Where hooks are served is fixed when the listener's routes are laid out.
            boolean place = key.equals("hooks.path");
            assertFalse(NEVER_A_RESTART.contains(section) && kind == ReloadKind.RESTART && !place, key);
            if (section.equals("gateway") && kind == ReloadKind.RESTART) {
                listener.add(key);
            }
            boolean credential = key.equals("gateway.auth.token") || key.equals("gateway.auth.password");
            assertTrue(ReloadPlan.waits(key, "off", true), key);
            assertEquals(credential || kind != ReloadKind.NONE, ReloadPlan.waits(key, "restart", true), key);
            for (String mode : List.of("hot", "hybrid")) {
                assertEquals(!credential && kind == ReloadKind.RESTART, ReloadPlan.waits(key, mode, true), key + " " + mode);
                assertEquals(credential || kind == ReloadKind.RESTART, ReloadPlan.waits(key, mode, false), key + " " + mode);
            }
        }
        assertEquals(new TreeSet<>(LISTENER), listener);
    }
}
