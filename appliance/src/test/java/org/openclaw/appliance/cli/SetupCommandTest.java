package org.openclaw.appliance.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.TestGateway;
import org.openclaw.appliance.cli.Recording.Outcome;
import org.openclaw.appliance.protocol.Json;

/** A first configuration: with flags where nobody is there, with questions at a terminal. */
class SetupCommandTest {

    private static final Terminal.Look PERSON = new Terminal.Look(false, 80, true);
    private static final String KEY = "sk-a-key-of-this-test";

    @TempDir
    Path home;

    private final ScriptedPlatform platform = new ScriptedPlatform();
    private CommandLineRun openclaw;

    @BeforeEach
    void commandLine() {
        openclaw = new CommandLineRun(home, platform);
    }

    private Path state() {
        return home.resolve(".openclaw");
    }

    private JsonNode config() throws Exception {
        return Json.parseOwn(Files.readString(state().resolve("openclaw.json")));
    }

    /** Runs {@code setup} with a person who gives these answers and then hangs up. */
    private Outcome asked(SetupCommand.Asking asking, List<String> answers, String... words) throws Exception {
        Deque<String> left = new ArrayDeque<>(answers);
        Commands commands = new Commands(List.of(new Commands.Entry(
                "setup", "Set up", Commands.Place.LOCAL, () -> new SetupCommand(asking, left::poll))));
        Outcome outcome = openclaw.of(commands, PERSON, Stream.concat(Stream.of("setup"), Stream.of(words)).toArray(String[]::new));
        assertTrue(left.isEmpty(), () -> "never asked for: " + left + "\n" + outcome.out());
        return outcome;
    }

    @Test
    void asksNothingWhereNobodyIsThere() throws Exception {
        Outcome outcome = openclaw.of("onboard", "--non-interactive", "--accept-risk", "--gateway-port", "18800",
                "--gateway-bind", "lan", "--auth-choice", "openai-api-key", "--model", "openai/gpt-4o", "--secret-input-mode", "ref");
        assertEquals(0, outcome.status(), outcome.err());
        JsonNode gateway = config().path("gateway");
        assertEquals("local 18800 lan", gateway.path("mode").asText() + " " + gateway.path("port") + " " + gateway.path("bind").asText());
        assertEquals(43, gateway.path("auth").path("token").asText().length());
        assertEquals("openai/gpt-4o", config().at("/agents/defaults/model/primary").asText());
        assertTrue(outcome.err().contains("put OPENAI_API_KEY=<key> into"), outcome.err());
        assertTrue(Files.isRegularFile(state().resolve("workspace").resolve("AGENTS.md")));
        String written = Files.readString(state().resolve("openclaw.json"));
        Outcome again = openclaw.of("setup", "--json");
        assertEquals("[]", again.json().path("changed").toString());
        assertEquals(written, Files.readString(state().resolve("openclaw.json")));
    }

    @Test
    void keepsKeysByReferenceAndTokensInTheirVariable() throws Exception {
        assertEquals(0, openclaw.of("setup", "--custom-base-url", "https://llm.example.com/v1", "--custom-model-id", "m",
                "--key-env", "MY_KEY", "--gateway-token-ref-env", "OPENCLAW_GATEWAY_TOKEN").status());
        assertEquals("MY_KEY", config().at("/models/providers/custom/apiKey/id").asText());
        assertEquals("OPENCLAW_GATEWAY_TOKEN", config().at("/gateway/auth/token/id").asText());
        assertEquals(0, openclaw.of("config", "validate").status());
        assertEquals(2, openclaw.of("setup", "--provider", "openai", "--model", "m", "--key-env", KEY).status());
    }

    @Test
    void refusesWhatMakesNoSense() throws Exception {
        for (String[] words : new String[][] {
            {"setup", "--mode", "remote"}, {"setup", "--gateway-bind", "everywhere"}, {"setup", "--gateway-port", "0"},
            {"setup", "--model", "m"}, {"setup", "--provider", "a/b", "--model", "m"},
            {"setup", "--reset", "--yes", "--reset-scope", "all"}, {"setup", "--openai-api-key", KEY}}) {
            assertEquals(2, openclaw.of(words).status(), String.join(" ", words));
        }
        assertFalse(Files.exists(state().resolve("openclaw.json")));
    }

    @Test
    void pointsCommandsAtAGatewayElsewhere() throws Exception {
        assertEquals(0, openclaw.of("setup", "--mode", "remote", "--remote-url", "wss://board:18789",
                "--remote-token-ref-env", "OPENCLAW_GATEWAY_TOKEN").status());
        assertEquals("remote", config().at("/gateway/mode").asText());
        assertEquals("wss://board:18789", config().at("/gateway/remote/url").asText());
        assertTrue(config().at("/gateway/auth").isMissingNode());
    }

    @Test
    void asksAPersonWhereNothingIsSetUp() throws Exception {
        platform.obstacle = Optional.of("no service manager here");
        Outcome outcome = asked(SetupCommand.Asking.FRESH,
                List.of("0", "19222", "9", "2", "", "1", "gpt-4o", "", KEY, "maybe", "yes"));
        assertEquals(0, outcome.status(), outcome.err());
        assertEquals("19222 lan", config().at("/gateway/port") + " " + config().at("/gateway/bind").asText());
        assertFalse((outcome.out() + outcome.err() + config()).contains(KEY));
        Path keys = state().resolve(".env");
        assertEquals("OPENAI_API_KEY=\"" + KEY + "\"\n", Files.readString(keys));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));
        assertFalse(outcome.err().contains("needs an API key"), outcome.err());

        assertEquals(0, asked(SetupCommand.Asking.FRESH, List.of()).status(), "it is set up; nothing to ask");
        String written = Files.readString(state().resolve("openclaw.json"));
        assertEquals(0, asked(SetupCommand.Asking.ALWAYS, List.of("", "", "", "", "")).status());
        assertEquals(written, Files.readString(state().resolve("openclaw.json")), "every default is what is there");
    }

    @Test
    void writesNothingWhenThePersonHangsUpOrSaysNo() throws Exception {
        platform.obstacle = Optional.of("no service manager here");
        assertEquals(1, asked(SetupCommand.Asking.FRESH, List.of("19222", "1")).status());
        assertEquals(1, asked(SetupCommand.Asking.FRESH, List.of("", "", "", "", "no")).status());
        assertFalse(Files.exists(state().resolve("openclaw.json")));
    }

    @Test
    void movesAwayWhatAResetTakesAndAsksFirst() throws Exception {
        assertEquals(0, openclaw.of("setup").status());
        Path note = Files.writeString(state().resolve("workspace").resolve("USER.md"), "mine");
        Files.createDirectories(state().resolve("identity"));
        Files.writeString(state().resolve("identity").resolve("device.json"), "{}");
        assertEquals(2, openclaw.of("setup", "--reset").status(), "nobody can be asked");
        assertEquals(1, asked(SetupCommand.Asking.FRESH, List.of("no"), "--reset").status());
        assertTrue(Files.exists(state().resolve("identity")));

        Outcome reset = openclaw.of("setup", "--reset", "--yes", "--json");
        assertEquals(0, reset.status(), reset.err());
        assertFalse(Files.exists(state().resolve("identity")));
        assertEquals("mine", Files.readString(note));
        assertEquals(1, backedUp("device.json"));
        assertEquals("local", config().at("/gateway/mode").asText());

        assertEquals(0, openclaw.of("setup", "--reset", "--reset-scope", "full", "--yes").status());
        assertFalse(Files.readString(note).equals("mine"), "a new one");
        assertEquals(2, backedUp("openclaw.json"));
        assertEquals(1, openclaw.of("config", "get", "gateway.auth.token").out().lines().count());
    }

    private long backedUp(String name) throws Exception {
        try (Stream<Path> files = Files.walk(state().resolve("backups"))) {
            return files.filter(file -> file.getFileName().toString().equals(name)).count();
        }
    }

    @Test
    void resetsNothingUnderARunningGateway() throws Exception {
        try (TestGateway gateway = new TestGateway(home, "{\"gateway\":{\"bind\":\"loopback\"}}")) {
            String written = Files.readString(state().resolve("openclaw.json"));
            Outcome outcome = openclaw.of("setup", "--reset", "--yes");
            assertEquals(1, outcome.status());
            assertTrue(outcome.err().contains("a gateway runs"), outcome.err());
            assertEquals(written, Files.readString(state().resolve("openclaw.json")));
        }
    }

    @Test
    void aBrokenConfigurationIsBegunAnewOnlyWhenAsked() throws Exception {
        Files.createDirectories(state());
        Files.writeString(state().resolve("openclaw.json"), "{ gateway: ");
        assertEquals(1, openclaw.of("setup").status());
        assertEquals(0, openclaw.of("setup", "--reset", "--reset-scope", "config", "--yes").status());
        assertEquals("local", config().at("/gateway/mode").asText());
    }
}
