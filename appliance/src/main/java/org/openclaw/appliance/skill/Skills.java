package org.openclaw.appliance.skill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * The skills an agent has: folders with a {@code SKILL.md} below its workspace's {@code skills}, and the shared places. Read
 * anew each time, so that an edit counts at once and nothing stays in memory. Thread-safe; blocks on the disk.
 */
public final class Skills {

    private static final int MOST_CANDIDATES = 300;
    private static final int MOST_BYTES = 256_000;
    private static final int MOST_IN_PROMPT = 60;
    private static final int MOST_PROMPT_CHARS = 12_000;
    private static final TaggedLogger LOG = Logger.tag("agent/skills");

    private final Supplier<Config> config;
    private final Supplier<Environment> environment;
    private final Path stateDir;

    /** @param stateDir holds {@code skills}, which all agents share */
    public Skills(Supplier<Config> config, Supplier<Environment> environment, Path stateDir) {
        this.config = config;
        this.environment = environment;
        this.stateDir = stateDir;
    }

    /** The folder all agents share. */
    public Path managed() {
        return stateDir.resolve("skills");
    }

    /** All that are there, eligible or not, in the order of their sources. */
    public List<Skill> of(Path workspace) {
        Map<String, Skill> found = new LinkedHashMap<>();
        collect(found, workspace.resolve("skills"), Skill.Source.WORKSPACE);
        collect(found, workspace.resolve(".agents").resolve("skills"), Skill.Source.PROJECT);
        Path home = environment.get().home();
        if (stateDir.equals(home.resolve(".openclaw"))) {
            collect(found, home.resolve(".agents").resolve("skills"), Skill.Source.PERSONAL);
        }
        collect(found, managed(), Skill.Source.MANAGED);
        for (var extra : config.get().at("skills.load.extraDirs")) {
            String text = extra.asText();
            collect(found, text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text), Skill.Source.EXTRA);
        }
        return List.copyOf(found.values());
    }

    private void collect(Map<String, Skill> found, Path root, Skill.Source source) {
        if (!Files.isDirectory(root)) {
            return;
        }
        int most = number("maxSkillFileBytes", MOST_BYTES);
        try (Stream<Path> folders = Files.list(root)) {
            folders.sorted().limit(number("maxCandidatesPerRoot", MOST_CANDIDATES)).forEach(folder -> {
                try {
                    SkillFile.read(folder.resolve("SKILL.md"), source, most)
                            .ifPresent(skill -> found.putIfAbsent(skill.name(), skill));
                } catch (IOException e) {
                    LOG.warn("skill {} is left out: {}", folder, e.getMessage());
                }
            });
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("skills in {} can't be read: {}", root, e.getMessage());
        }
    }

    /** What keeps a skill from being used, if anything. @param allowed the agent's allowlist, or null for every skill */
    public Eligibility eligibility(Skill skill, List<String> allowed) {
        return Eligibility.of(skill, allowed, config.get(), environment.get());
    }

    /** The part of a prompt that tells of the agent's eligible skills; empty when there are none. */
    public String prompt(Path workspace, List<String> allowed) {
        StringBuilder lines = new StringBuilder();
        int left = number("maxSkillsInPrompt", MOST_IN_PROMPT);
        int most = number("maxSkillsPromptChars", MOST_PROMPT_CHARS);
        for (Skill skill : of(workspace)) {
            String line = "- " + skill.name() + ": " + skill.description() + " (" + skill.file() + ")\n";
            boolean fits = left > 0 && lines.length() + line.length() <= most;
            if (fits && !skill.hidden() && eligibility(skill, allowed).eligible()) {
                lines.append(line);
                left--;
            }
        }
        return lines.isEmpty()
                ? ""
                : "\n# Skills\n\nBefore you do what one of these is about, read its file and follow it:\n\n" + lines;
    }

    private int number(String name, int whenAbsent) {
        return (int) Math.min(Integer.MAX_VALUE, config.get().number("skills.limits." + name).orElse(whenAbsent));
    }
}
