package org.openclaw.appliance.skill;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.Environment;

/**
 * Whether a skill can be used on this machine, and what is missing.
 *
 * @param disabled switched off by {@code skills.entries.<key>.enabled}
 * @param blocked not on the agent's allowlist
 * @param missing what it needs and isn't there
 */
public record Eligibility(boolean disabled, boolean blocked, boolean eligible, Skill.Needs missing) {

    static Eligibility of(Skill skill, List<String> allowed, Config config, Environment environment) {
        JsonNode entry = config.at("skills.entries").path(skill.key());
        boolean disabled = !entry.path("enabled").asBoolean(true);
        boolean blocked = allowed != null && !allowed.contains(skill.name());
        Skill.Needs missing = skill.always() ? Skill.Needs.NOTHING : missing(skill.needs(), entry, config, environment);
        boolean complete = missing.bins().isEmpty()
                && missing.anyBins().isEmpty()
                && missing.env().isEmpty()
                && missing.config().isEmpty()
                && missing.os().isEmpty();
        return new Eligibility(disabled, blocked, complete && !disabled && !blocked, missing);
    }

    private static Skill.Needs missing(Skill.Needs needs, JsonNode entry, Config config, Environment environment) {
        Predicate<String> onPath = program -> onPath(program, environment);
        Predicate<String> set = name -> environment.get(name).filter(value -> !value.isBlank()).isPresent()
                || !entry.path("env").path(name).asText("").isBlank()
                || name.equals(needs.primaryEnv()) && entry.hasNonNull("apiKey");
        return new Skill.Needs(
                without(needs.bins(), onPath),
                needs.anyBins().stream().anyMatch(onPath) ? List.of() : needs.anyBins(),
                without(needs.env(), set),
                without(needs.config(), path -> isOn(config.at(path))),
                needs.os().isEmpty() || needs.os().contains(os()) ? List.of() : needs.os(),
                null);
    }

    private static List<String> without(List<String> wanted, Predicate<String> there) {
        return wanted.stream().filter(there.negate()).toList();
    }

    private static boolean isOn(JsonNode value) {
        return !value.isMissingNode() && !value.isNull() && !(value.isBoolean() && !value.booleanValue());
    }

    private static boolean onPath(String program, Environment environment) {
        if (program.isBlank() || program.contains("/") || program.contains("\\")) {
            return false;
        }
        try {
            for (String folder : environment.get("PATH").orElse("").split(File.pathSeparator)) {
                if (!folder.isBlank() && Files.isExecutable(Path.of(folder, program))) {
                    return true;
                }
            }
        } catch (InvalidPathException e) {
            return false;
        }
        return false;
    }

    private static String os() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.contains("win") ? "win32" : name.contains("mac") ? "darwin" : "linux";
    }
}
