package org.openclaw.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The commands by name. An entry makes its command only when that one is invoked. */
public final class Commands {

    /** Where a command can run. */
    public enum Place {
        /** In the gateway as well as in a JVM of its own. */
        ANYWHERE,
        /** Only in a JVM of its own: it needs the caller's terminal, files or environment. */
        LOCAL
    }

    /**
     * @param name its words, separated by one blank
     * @param summary one line for the list of commands
     */
    public record Entry(String name, String summary, Place place, Supplier<Command> maker) {

        boolean isIn(String group) {
            return name.startsWith(group + " ");
        }
    }

    /** @param entry the command meant @param rest what follows its name */
    record Match(Entry entry, List<String> rest) {}

    private static final int LONGEST_NAME = 3;

    private final List<Entry> entries;

    public Commands(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    public List<Entry> all() {
        return entries;
    }

    /** The command with the longest name that the words begin with. */
    Optional<Match> match(List<String> words) {
        for (int length = Math.min(LONGEST_NAME, words.size()); length > 0; length--) {
            String name = String.join(" ", words.subList(0, length));
            for (Entry entry : entries) {
                if (entry.name().equals(name)) {
                    return Optional.of(new Match(entry, words.subList(length, words.size())));
                }
            }
        }
        return Optional.empty();
    }

    List<Entry> group(String name) {
        return entries.stream().filter(entry -> entry.isIn(name)).toList();
    }

    /** What the operator may have meant by words that name nothing. */
    Optional<String> nearest(List<String> words) {
        List<String> candidates = new ArrayList<>();
        entries.forEach(entry -> candidates.add(entry.name()));
        boolean inGroup = !group(words.getFirst()).isEmpty() && words.size() > 1;
        return Spelling.nearest(inGroup ? words.get(0) + " " + words.get(1) : words.getFirst(), candidates);
    }
}
