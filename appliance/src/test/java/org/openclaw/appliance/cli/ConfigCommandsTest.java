package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.cli.Recording.Outcome;
import org.openclaw.appliance.platform.PortablePlatform;
import org.openclaw.appliance.protocol.Json;

class ConfigCommandsTest {

    @TempDir
    Path home;

    private CommandLineRun command;
    private Path file;

    @BeforeEach
    void writeConfiguration() throws Exception {
        command = new CommandLineRun(home, new PortablePlatform());
        file = home.resolve(".openclaw/openclaw.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{gateway: {mode: 'local', bind: 'loopback'}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config set gateway.auth.token", "config set", "config get", "config unset", "gateway call"})
    void aMissingArgumentIsAMistakeOfUsage(String words) throws Exception {
        String before = Files.readString(file);
        Outcome outcome = command.of((words + " --json").split(" "));
        assertEquals(2, outcome.status(), outcome.err());
        assertTrue(outcome.err().contains("Missing required parameter"), outcome.err());
        assertEquals("USAGE", outcome.json().at("/error/code").asText(), outcome.out());
        assertEquals(before, Files.readString(file));
    }

    @Test
    void aMistakeOfUsageIsOneDocumentForAProgram() throws Exception {
        assertEquals("USAGE", command.of("config", "validate", "--jsn", "--json").json().at("/error/code").asText());
        assertEquals("USAGE", command.of("config", "bogus", "--json").json().at("/error/code").asText());
        assertEquals("", command.of("config", "validate", "--jsn").out());
    }

    @Test
    void saysWhenAnotherKeyWinsOverTheOneThatWasSet() throws Exception {
        String sentence = "gateway.host: ignored, because gateway.bind is set as well";
        assertTrue(command.of("config", "set", "gateway.host", "0.0.0.0").err().contains(sentence));
        assertTrue(command.of("config", "set", "gateway.host", "10.0.0.1").err().contains(sentence));
        assertEquals("", command.of("config", "set", "gateway.port", "3001").err());
        Outcome json = command.of("config", "set", "gateway.host", "localhost", "--json");
        assertEquals("gateway.host", json.json().at("/warnings/0/path").asText(), json.out());
    }

    @Test
    void saysThatAKeyHasNoEffect() throws Exception {
        assertTrue(command.of("config", "set", "tts.auto", "always").out().contains("without effect in this gateway: tts.auto."));
        assertTrue(command.of("config", "set", "gateway.port", "3001").out().contains("restarts by itself for gateway.port"));
        assertTrue(command.of("config", "set", "logging.level", "warn").out().contains("takes it over by itself"));
        assertTrue(command.of("config", "set", "env.vars.A", "b").out().contains("restarts by itself for env.vars.A"));
    }

    @Test
    void makesTheListAnElementIsPutInto() throws Exception {
        assertEquals(0, command.of("config", "set", "agents.list[0].id", "kitchen").status());
        assertEquals(0, command.of("config", "set", "agents.list[1]", "{id: 'shed'}").status());
        assertEquals("{\"kitchen\":{},\"shed\":{}}", Json.text(command.of("config", "get", "agents.entries", "--json").json()));
        assertEquals(0, command.of("config", "set", "tools.deny[0]", "exec").status());
        assertEquals("exec\n", command.of("config", "get", "tools.deny[0]").out());
        assertEquals(0, command.of("config", "set", "env.vars.7", "seven").status());
        assertTrue(command.of("config", "get", "env.vars", "--json").json().has("7"));
    }

    @Test
    void removesAnUnknownKeyWhereItStandsAndSaysWhatWasMeantWhereItDoesNot() throws Exception {
        Outcome slip = command.of("config", "unset", "gateway.prot");
        assertEquals(1, slip.status());
        assertTrue(slip.err().contains("unknown config path: gateway.prot; did you mean gateway.port?"), slip.err());
        Files.writeString(file, "{gateway: {mode: 'local', prot: 3001}}");
        assertEquals(0, command.of("config", "unset", "gateway.prot").status());
        assertEquals(0, command.of("config", "validate").status());
    }

    @Test
    void namesTheFileAProblemStandsIn() throws Exception {
        Path part = Files.writeString(home.resolve(".openclaw/part.json"), "{mode: 'local', prot: 1}");
        Files.writeString(file, "{gateway: {$include: './part.json'}}");
        Outcome outcome = command.of("config", "validate", "--json");
        assertEquals(part.toRealPath().toString(), outcome.json().at("/issues/0/file").asText(), outcome.out());
    }

    @Test
    void saysThatAFileIsTooLarge() throws Exception {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(30_000_000);
        }
        Outcome outcome = command.of("config", "validate");
        assertTrue(outcome.err().contains("too large for a configuration"), outcome.err());
    }
}
