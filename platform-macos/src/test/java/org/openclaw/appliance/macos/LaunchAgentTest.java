package org.openclaw.appliance.macos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServicePlan;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

class LaunchAgentTest {

    /** The keys of launchd.plist(5) that are used, with the type each must have. launchd ignores what it doesn't know. */
    private static final Map<String, Class<?>> KEYS = Map.ofEntries(
            Map.entry("Label", String.class), Map.entry("ProgramArguments", List.class),
            Map.entry("WorkingDirectory", String.class), Map.entry("EnvironmentVariables", Map.class),
            Map.entry("RunAtLoad", Boolean.class), Map.entry("KeepAlive", Boolean.class),
            Map.entry("ThrottleInterval", Long.class), Map.entry("ExitTimeOut", Long.class),
            Map.entry("ProcessType", String.class), Map.entry("Umask", Long.class),
            Map.entry("StandardOutPath", String.class), Map.entry("StandardErrorPath", String.class));

    @TempDir
    Path directory;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void writesTheDefinitionOfAProfile() throws Exception {
        assertEquals(resource("rescue.plist"), rescue().definition());
    }

    @Test
    void writesTheJobThatStartsItAgain() throws Exception {
        String definition = rearm().definition("ai.openclaw.rescue");

        assertEquals(resource("rescue-rearm.plist"), definition);
        validator().parse(new ByteArrayInputStream(definition.getBytes(StandardCharsets.UTF_8)));
        Map<String, Object> plist = parse(definition);
        assertEquals(
                Set.of("Label", "ProgramArguments", "EnvironmentVariables", "RunAtLoad", "StartInterval", "ProcessType"),
                plist.keySet());
        assertEquals(false, plist.get("RunAtLoad"));
        assertEquals(300L, plist.get("StartInterval"));
    }

    @Test
    void isAPropertyListByApplesGrammar() throws Exception {
        for (LaunchAgent agent : List.of(rescue(), agent(Map.of(), Map.of("EMPTY", "", "LINES", "a\nb\r\n]]>&amp;")))) {
            validator().parse(new ByteArrayInputStream(agent.definition().getBytes(StandardCharsets.UTF_8)));
        }
        assertThrows(SAXException.class, () -> validator().parse(new ByteArrayInputStream(
                rescue().definition().replace("<key>KeepAlive</key>", "").getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void usesOnlyKeysThatLaunchdKnows() throws Exception {
        Map<String, Object> plist = parse(rescue().definition());

        assertEquals(KEYS.keySet(), plist.keySet());
        plist.forEach((key, value) -> assertEquals(true, KEYS.get(key).isInstance(value), key));
    }

    @Test
    void valuesComeBackAsTheyWere() throws Exception {
        Map<String, String> odd = Map.of("A", "<&>\"'", "B", "two\nlines\r", "C", " spaces ", "D", "🦞", "E", "", "F", "${label}$1\\");
        Map<String, String> read = PropertyList.textsByName(parse(agent(Map.of(), odd).definition()), "EnvironmentVariables");

        odd.forEach((name, value) -> assertEquals(value, read.get(name), name));
    }

    @Test
    void refusesWhatAPropertyListCantHold() {
        assertThrows(ServiceException.class, () -> agent(Map.of(), Map.of("BELL", "\u0007")).definition());
    }

    @Test
    void namesNoShellWhereThereIsNoSecret() throws Exception {
        LaunchAgent agent = agent(Map.of(), Map.of());

        assertEquals(agent.plan().command(), PropertyList.texts(parse(agent.definition()), "ProgramArguments"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theShellHandsSecretsToTheGatewayAsTheyAre() throws Exception {
        Map<String, String> secrets = Map.of("TOKEN", "it's $HOME `id` \\ \"x\"", "LINES", "a\nb", "EMPTY", "");
        Path printer = Files.writeString(directory.resolve("openclaw"), "#!/bin/sh\nprintf '%s|' \"$TOKEN\" \"$LINES\" \"${EMPTY-unset}\" \"$@\"\n");
        printer.toFile().setExecutable(true);
        LaunchAgent agent = new LaunchAgent(
                plan(List.of(printer.toString(), "gateway", "a b"), secrets, Map.of()), "ai.openclaw.gateway",
                directory.resolve("with space.env"), directory.resolve("log"));
        DurableFile.replace(agent.environmentFile(), agent.secrets(), "rw-------");

        List<String> arguments = PropertyList.texts(parse(agent.definition()), "ProgramArguments");
        Process process = new ProcessBuilder(new ArrayList<>(arguments)).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(true, process.waitFor(10, TimeUnit.SECONDS));
        assertEquals("it's $HOME `id` \\ \"x\"|a\nb||gateway|a b|", printed);
        assertEquals(agent.plan().command(), LaunchAgent.command(arguments));
    }

    @Test
    void readsNeitherEntitiesNorBrokenLists() throws Exception {
        Path file = directory.resolve("x.plist");
        for (String text : List.of(
                "<!DOCTYPE plist [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><plist><dict><key>A</key><string>&x;</string></dict></plist>",
                "<plist><dict><string>no key</string></dict></plist>",
                "<plist><dict><key>A</key></dict></plist>",
                "<plist>" + "<dict><key>A</key>".repeat(200),
                "bplist00")) {
            Files.writeString(file, text);
            assertEquals(Optional.empty(), PropertyList.read(file), text);
        }
    }

    private static RearmJob rearm() {
        LaunchdSetting setting = new LaunchdSetting(
                Map.of(), Path.of("/Users/me"), Path.of("/"), 501, pid -> false, pid -> false);
        Launchctl launchctl = Launchctl.at("/bin/launchctl");
        return new RearmJob(setting, launchctl, new Registration(launchctl, setting, duration -> {}));
    }

    private static LaunchAgent rescue() {
        return agent(Map.of("OPENCLAW_GATEWAY_TOKEN", "hunter22"), Map.of("PATH", "/opt/<odd>/bin:/usr/bin"));
    }

    private static LaunchAgent agent(Map<String, String> secrets, Map<String, String> environment) {
        return new LaunchAgent(
                plan(
                        List.of("/Applications/Claws & Co/openclaw", "--profile", "rescue", "gateway", "--port", "18801"),
                        secrets, environment),
                "ai.openclaw.rescue",
                Path.of("/Users/me/.openclaw-rescue/service/ai.openclaw.rescue.env"),
                Path.of("/Users/me/Library/Logs/openclaw/gateway-rescue.log"));
    }

    private static ServicePlan plan(List<String> command, Map<String, String> secrets, Map<String, String> environment) {
        return new ServicePlan(
                Optional.of("rescue"), "0.1.0", command, Path.of("/Users/me"), Path.of("/Users/me/.openclaw-rescue"),
                List.of(), environment, secrets, 18_801, false, Optional.empty(), 0);
    }

    private static Map<String, Object> parse(String text) throws Exception {
        return PropertyList.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).orElseThrow();
    }

    private static DocumentBuilder validator() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setValidating(true);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setEntityResolver((publicId, systemId) -> {
            assertEquals(
                    Set.of("-//Apple//DTD PLIST 1.0//EN", "http://www.apple.com/DTDs/PropertyList-1.0.dtd"),
                    Set.of(publicId, systemId));
            return new InputSource(LaunchAgentTest.class.getResourceAsStream("PropertyList-1.0.dtd"));
        });
        builder.setErrorHandler(new Strict());
        return builder;
    }

    private static String resource(String name) throws IOException {
        try (InputStream bytes = LaunchAgentTest.class.getResourceAsStream(name)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static final class Strict implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) throws SAXParseException {
            throw e;
        }

        @Override
        public void error(SAXParseException e) throws SAXParseException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXParseException {
            throw e;
        }
    }
}
