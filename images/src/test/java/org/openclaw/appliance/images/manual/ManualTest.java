package org.openclaw.appliance.images.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.config.Draft;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.protocol.Event;

/** The README and the manual speak of links, commands, flags and configuration keys that there are. */
class ManualTest {

    private static final Path MANUAL = Path.of("src/main/manual");
    private static final Path README = Path.of("../README.md");
    private static final int README_LINES = 220;
    private static final Pattern KEY = Pattern.compile("([a-z][A-Za-z]*(\\.([A-Za-z][A-Za-z-]*|\\*))+)(=.*)?");
    private static final Pattern FILE_NAME = Pattern.compile(".*\\.(json5?|jsonl|md|log|sqlite|mjs|exe|cmd|ts)");
    private static final Set<String> SECTIONS =
            ConfigSchema.lookup(".").orElseThrow().children().stream().map(ConfigSchema.Child::key).collect(Collectors.toSet());

    @TempDir
    Path directory;

    private final CommandLineOracle program = new CommandLineOracle();
    private List<Page> manual;
    private List<Page> all;

    @BeforeEach
    void read() throws IOException {
        manual = new ArrayList<>();
        try (var files = Files.list(MANUAL)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                manual.add(Page.read(file));
            }
        }
        all = new ArrayList<>(manual);
        all.add(Page.read(README));
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertTrue(Files.readAllLines(README).size() <= README_LINES, "README.md: what is for operators belongs into the manual");
    }

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> dead = new ArrayList<>();
        for (Page page : all) {
            page.links().stream().filter(link -> !Files.exists(page.file().resolveSibling(link)))
                    .forEach(link -> dead.add(page.file() + ": " + link));
        }
        assertEquals(List.of(), dead);
    }

    @Test
    void linksOfTheManualStayInIt() {
        for (Page page : manual) {
            page.links().forEach(link -> assertTrue(!link.contains("/"), page.file() + ": it ships without " + link));
        }
    }

    @Test
    void everyPageIsOnBothMaps() throws IOException {
        Set<String> pages = new TreeSet<>();
        manual.forEach(page -> pages.add(page.file().getFileName().toString()));
        Set<String> readme = names(Page.read(README).links());
        readme.removeIf(name -> !name.endsWith(".md"));
        assertEquals(pages, readme, "the README's map");
        pages.remove("index.md");
        assertEquals(pages, names(Page.read(MANUAL.resolve("index.md")).links()), "the manual's map");
    }

    private static Set<String> names(List<String> links) {
        return links.stream().map(link -> Path.of(link).getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyCommandIsOneThatTheProgramTakes() throws InterruptedException {
        List<String> refused = new ArrayList<>();
        for (Page page : all) {
            for (List<String> words : page.commands()) {
                program.objection(words).ifPresent(text -> refused.add(page.file() + ": " + words + "\n" + text));
            }
            for (List<String> words : page.namedCommands()) {
                program.objection(words).filter(text -> !text.contains("Missing required"))
                        .ifPresent(text -> refused.add(page.file() + ": " + words + "\n" + text));
            }
        }
        assertEquals("", String.join("\n", refused));
    }

    @Test
    void wouldNoticeACommandOrAFlagThatTheProgramDoesNotTake() throws InterruptedException {
        assertTrue(program.objection(List.of("gateway", "stauts")).orElseThrow().contains("gateway status"));
        assertTrue(program.objection(List.of("--dev", "doctor", "--repair-all")).orElseThrow().contains("--repair-all"));
        assertTrue(program.objection(List.of("config", "get", "a", "b")).isPresent());
    }

    @Test
    void everyGroupOfCommandsIsTold() {
        Set<String> told = new TreeSet<>();
        all.forEach(page -> page.commands().forEach(told::addAll));
        all.forEach(page -> page.namedCommands().forEach(told::addAll));
        all.forEach(page -> page.code().forEach(told::add));
        Set<String> silent = new TreeSet<>(program.groups());
        silent.removeAll(told);
        assertEquals(Set.of(), silent);
    }

    @Test
    void everyPieceOfConfigurationIsValid() {
        List<String> refused = new ArrayList<>();
        for (Page page : all) {
            for (Page.Block block : page.blocks("json5")) {
                if (configuration().look(block.text()) instanceof LoadResult.Invalid invalid) {
                    refused.add(page.file() + ": " + invalid.problems());
                }
            }
        }
        assertEquals("", String.join("\n", refused));
    }

    @Test
    void everyChangeOfTheConfigurationIsValid() throws IOException {
        List<String> refused = new ArrayList<>();
        for (Page page : all) {
            for (List<String> words : page.commands()) {
                if (words.size() == 4 && words.subList(0, 2).equals(List.of("config", "set"))) {
                    ConfigFile file = configuration();
                    Draft draft = file.setting(file.read(), words.get(2), Json5.valueOrText(words.get(3)));
                    if (draft instanceof Draft.Refused refusal) {
                        refused.add(page.file() + ": " + words.get(2) + ": " + refusal.problems());
                    }
                }
            }
        }
        assertEquals("", String.join("\n", refused));
    }

    @Test
    void everyConfigurationKeyIsKnown() {
        Set<String> others = Set.of(Event.MEMORY_PRESSURE, "appliance.storage.bytesWritten");
        List<String> unknown = new ArrayList<>();
        for (Page page : all) {
            for (String code : page.code()) {
                var key = KEY.matcher(code.replaceAll("<\\w+>", "*"));
                boolean meant = key.matches() && SECTIONS.contains(key.group(1).split("\\.")[0]);
                if (meant && !others.contains(code) && !FILE_NAME.matcher(code).matches()
                        && ConfigSchema.lookup(key.group(1)).isEmpty()) {
                    unknown.add(page.file() + ": " + code);
                }
            }
        }
        assertEquals(List.of(), unknown);
    }

    private ConfigFile configuration() {
        Environment environment = new Environment(Map.of("HOOK_TOKEN", "0123456789-0123456789-0123456789"), directory, directory, "reader");
        return new ConfigFile(StatePaths.of(environment, Optional.empty(), false), environment);
    }
}
