package org.openclaw.appliance.skill;

import java.nio.file.Path;
import java.util.List;

/**
 * A skill as its file describes it.
 *
 * @param name what agents and allowlists call it
 * @param description one line for the prompt
 * @param file its {@code SKILL.md}
 * @param source where it was found
 * @param key its name in {@code skills.entries}
 * @param emoji for people, or null
 * @param homepage for people, or null
 * @param always whether it is eligible whatever it requires
 * @param hidden whether models are not told of it
 * @param needs what the machine must have
 */
public record Skill(
        String name,
        String description,
        Path file,
        Source source,
        String key,
        String emoji,
        String homepage,
        boolean always,
        boolean hidden,
        Needs needs) {

    /**
     * What the machine must have. Empty lists require nothing.
     *
     * @param bins programs on the PATH, all of them
     * @param anyBins programs of which one is enough
     * @param env variables
     * @param config paths of the configuration that must be set and not false
     * @param os {@code linux}, {@code darwin}, {@code win32}
     * @param primaryEnv the variable that {@code skills.entries.<key>.apiKey} stands for, or null
     */
    public record Needs(
            List<String> bins, List<String> anyBins, List<String> env, List<String> config, List<String> os, String primaryEnv) {

        static final Needs NOTHING = new Needs(List.of(), List.of(), List.of(), List.of(), List.of(), null);
    }

    /** Where skills are found; an earlier place hides a skill of the same name in a later one. */
    public enum Source {
        WORKSPACE("openclaw-workspace"),
        PROJECT("agents-skills-project"),
        PERSONAL("agents-skills-personal"),
        MANAGED("openclaw-managed"),
        EXTRA("openclaw-extra");

        private final String wireName;

        Source(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
