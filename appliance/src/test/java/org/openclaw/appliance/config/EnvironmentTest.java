package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentTest {

    @TempDir
    Path home;

    private Environment environment(Map<String, String> variables) {
        return new Environment(variables, home, home, "operator");
    }

    private StatePaths paths(Map<String, String> variables, String profile, boolean dev) {
        return StatePaths.of(environment(variables), Optional.ofNullable(profile), dev);
    }

    @Test
    void newNamesWinOverOldOnes() {
        assertEquals(Optional.of("3"), environment(Map.of("MOLTBOT_X", "3")).get("OPENCLAW_X"));
        assertEquals(Optional.of("2"), environment(Map.of("MOLTBOT_X", "3", "CLAWDBOT_X", "2")).get("OPENCLAW_X"));
        assertEquals(Optional.of("1"), environment(Map.of("MOLTBOT_X", "3", "CLAWDBOT_X", "2", "OPENCLAW_X", "1")).get("OPENCLAW_X"));
        assertEquals(Optional.of("2"), environment(Map.of("OPENCLAW_X", " ", "CLAWDBOT_X", "2")).get("OPENCLAW_X"));
    }

    @Test
    void oneWarningNamesOldVariablesButNoValue() {
        String warning = environment(Map.of("CLAWDBOT_GATEWAY_TOKEN", "s3cret", "CLAWDBOT_STATE_DIR", "/old", "OPENCLAW_STATE_DIR", "/new"))
                .legacyWarning().orElseThrow();
        assertTrue(warning.startsWith("OPENCLAW_LEGACY_ENV_VARS"));
        assertTrue(warning.contains("CLAWDBOT_GATEWAY_TOKEN (used as OPENCLAW_GATEWAY_TOKEN)"), warning);
        assertTrue(warning.contains("CLAWDBOT_STATE_DIR (ignored, OPENCLAW_STATE_DIR won)"), warning);
        assertFalse(warning.contains("s3cret") || warning.contains("/old"));
        assertEquals(Optional.empty(), environment(Map.of("OPENCLAW_X", "1")).legacyWarning());
    }

    @Test
    void filesFillGapsAndNeverOverride() throws Exception {
        Path file = Files.writeString(home.resolve(".env"),
                "# c\nexport A=1\nB='two # 2'\nC=\"x\\ny\" # c\nD=plain # c\nOPENCLAW_X=file\nbroken line\nKEPT=no\n");
        Environment filled = environment(Map.of("KEPT", "yes", "CLAWDBOT_X", "real")).withFile(file);
        assertEquals(Optional.of("1"), filled.get("A"));
        assertEquals(Optional.of("two # 2"), filled.get("B"));
        assertEquals(Optional.of("x\ny"), filled.get("C"));
        assertEquals(Optional.of("plain"), filled.get("D"));
        assertEquals(Optional.of("yes"), filled.get("KEPT"));
        assertEquals(Optional.of("real"), filled.get("OPENCLAW_X"));
    }

    @Test
    void anUntrustedFileSetsNoCredentialsAndNothingOfThisProduct() throws Exception {
        Path file = Files.writeString(home.resolve(".env"),
                "OPENCLAW_STATE_DIR=/x\nCLAWDBOT_CONFIG_PATH=/x\nSOME_API_KEY=k\nSOME_BASE_URL=u\nPROJECT=p\n");
        Environment filled = environment(Map.of()).withUntrustedFile(file);
        assertEquals(Optional.of("p"), filled.get("PROJECT"));
        assertEquals(Optional.empty(), filled.get("OPENCLAW_STATE_DIR").or(() -> filled.get("OPENCLAW_CONFIG_PATH"))
                .or(() -> filled.get("SOME_API_KEY")).or(() -> filled.get("SOME_BASE_URL")));
    }

    @Test
    void profilesKeepTheirOwnPlaces() {
        StatePaths main = paths(Map.of(), null, false);
        assertEquals(home.resolve(".openclaw/openclaw.json"), main.configFile());
        assertEquals(home.resolve(".openclaw/workspace"), main.workspace());
        assertEquals(home.resolve(".openclaw/logs/gateway.log"), main.logFile());
        StatePaths dev = paths(Map.of(), null, true);
        assertEquals(home.resolve(".openclaw-dev"), dev.stateDir());
        assertEquals(home.resolve(".openclaw/workspace-dev"), dev.workspace());
        assertEquals(19001, dev.defaultPort());
        assertTrue(dev.dev());
        assertEquals(home.resolve(".openclaw-rescue"), paths(Map.of("OPENCLAW_PROFILE", "other"), "rescue", false).stateDir());
        assertEquals(home.resolve(".openclaw-other"), paths(Map.of("CLAWDBOT_PROFILE", "other"), null, false).stateDir());
        assertThrows(IllegalArgumentException.class, () -> paths(Map.of(), "../up", false));
    }

    @Test
    void theEnvironmentChoosesStateAndFile() {
        StatePaths paths = paths(Map.of("OPENCLAW_STATE_DIR", "~/a", "OPENCLAW_CONFIG_PATH", "b/a.json"), null, false);
        assertEquals(home.resolve("a"), paths.stateDir());
        assertEquals(home.resolve("b/a.json"), paths.configFile());
        assertEquals(home.resolve("a/workspace"), paths.workspace());
        assertEquals(home.resolve("h/.openclaw"), paths(Map.of("OPENCLAW_HOME", "~/h"), null, false).stateDir());
    }

    @Test
    void anOldStateDirectoryIsUsedOnlyWhileThereIsNoNewOne() throws Exception {
        Files.createDirectories(home.resolve(".clawdbot"));
        Files.writeString(home.resolve(".clawdbot/clawdbot.json"), "{}");
        StatePaths old = paths(Map.of(), null, false);
        assertTrue(old.legacy());
        assertEquals(home.resolve(".clawdbot/clawdbot.json"), old.configFile());
        Files.createDirectories(home.resolve(".openclaw"));
        assertFalse(paths(Map.of(), null, false).legacy());
    }

    @Test
    void directoriesBelongToTheirOwnerAlone() throws Exception {
        StatePaths paths = paths(Map.of(), null, false);
        paths.create();
        if (home.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(paths.stateDir())));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(paths.runDir())));
        }
    }
}
