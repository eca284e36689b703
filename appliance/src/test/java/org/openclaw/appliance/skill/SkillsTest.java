package org.openclaw.appliance.skill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.protocol.Json;

class SkillsTest {

    @TempDir
    Path home;

    private Path workspace;
    private Config config = new Config(Json.object(), "h");

    @BeforeEach
    void prepare() throws IOException {
        workspace = Files.createDirectories(home.resolve("workspace"));
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.createFile(bin.resolve("waterpump")).toFile().setExecutable(true);
    }

    private Skills skills() {
        Environment environment =
                new Environment(Map.of("PATH", home.resolve("bin").toString(), "PUMP_KEY", "x"), home, home, "tester");
        return new Skills(() -> config, () -> environment, home.resolve(".openclaw"));
    }

    private void write(Path folder, String front) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("SKILL.md"), "---\n" + front + "\n---\n# Steps\n");
    }

    private Skill only() {
        List<Skill> found = skills().of(workspace);
        assertEquals(1, found.size(), found.toString());
        return found.getFirst();
    }

    @Test
    void readsWhatTheFrontMatterSays() throws IOException {
        write(workspace.resolve("skills/garden"), """
                name: garden
                description: >
                  How to water
                  the garden.
                homepage: https://example.org
                metadata:
                  {
                    "openclaw": { "emoji": "W", "os": ["linux", "darwin", "win32"],
                      "requires": { "bins": ["waterpump"], "env": ["PUMP_KEY"] } },
                  }""");
        Skill skill = only();
        assertEquals("How to water the garden.", skill.description());
        assertEquals("W", skill.emoji());
        assertEquals(List.of("waterpump"), skill.needs().bins());
        assertTrue(skills().eligibility(skill, null).eligible());
        assertTrue(skills().prompt(workspace, null).contains("- garden: How to water the garden."));
    }

    @Test
    void namesWhatIsMissingAndKeepsSuchASkillFromThePrompt() throws IOException {
        write(workspace.resolve("skills/needy"), """
                description: Needs much
                metadata: {"openclaw":{"requires":{"bins":["nosuchbin","waterpump"],"anyBins":["a","b"],"env":["NOPE"],"config":["gateway.port"]}}}""");
        Skill.Needs missing = skills().eligibility(only(), null).missing();
        assertEquals(List.of("nosuchbin"), missing.bins());
        assertEquals(List.of("a", "b"), missing.anyBins());
        assertEquals(List.of("NOPE"), missing.env());
        assertEquals(List.of("gateway.port"), missing.config());
        assertEquals("", skills().prompt(workspace, null));
    }

    @Test
    void configurationSuppliesAKeyOrSwitchesASkillOff() throws IOException {
        write(workspace.resolve("skills/keyed"), """
                description: Needs a key
                metadata: {"openclaw":{"primaryEnv":"NOPE","requires":{"env":["NOPE"]}}}""");
        assertFalse(skills().eligibility(only(), null).eligible());
        config = config("{\"skills\":{\"entries\":{\"keyed\":{\"apiKey\":\"k\"}}}}");
        assertTrue(skills().eligibility(only(), null).eligible());
        config = config("{\"skills\":{\"entries\":{\"keyed\":{\"apiKey\":\"k\",\"enabled\":false}}}}");
        assertTrue(skills().eligibility(only(), null).disabled());
    }

    @Test
    void anAgentsAllowlistBlocksTheOthers() throws IOException {
        write(workspace.resolve("skills/garden"), "description: Water");
        assertTrue(skills().eligibility(only(), List.of("kitchen")).blocked());
        assertTrue(skills().eligibility(only(), List.of("garden")).eligible());
    }

    @Test
    void theWorkspacesOwnSkillHidesASharedOneOfTheSameName() throws IOException {
        write(home.resolve(".openclaw/skills/garden"), "description: shared");
        assertEquals("openclaw-managed", only().source().wireName());
        write(workspace.resolve("skills/garden"), "description: own");
        assertEquals("own", only().description());
    }

    @Test
    void leavesOutWhatIsNoSkillOrCannotBeRead() throws IOException {
        write(workspace.resolve("skills/silent"), "name: silent");
        write(workspace.resolve("skills/broken"), "description: x\nmetadata: {\"openclaw\":");
        Path elsewhere = Files.writeString(home.resolve("secret.md"), "---\ndescription: stolen\n---\n");
        Files.createDirectories(workspace.resolve("skills/linked"));
        Files.createSymbolicLink(workspace.resolve("skills/linked/SKILL.md"), elsewhere);
        assertTrue(skills().of(workspace).isEmpty());
    }

    private static Config config(String text) {
        return new Config(Json.parseOwn(text), "h");
    }
}
