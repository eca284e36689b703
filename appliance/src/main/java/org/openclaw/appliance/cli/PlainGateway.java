package org.openclaw.appliance.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words {@code [--dev] [--profile <name>] gateway [run] …} with nothing unusual about them. They need no parser
 * library, whose classes an idle gateway would then hold for nothing. Whatever isn't plain is left to the parser, which has
 * the better words for it.
 *
 * @param root the flags that choose the instance
 * @param flags those of the command: a value, or "" for a switch
 */
record PlainGateway(RootFlags root, Map<String, String> flags) implements RunFlags.Words {

    static Optional<PlainGateway> of(List<String> args) {
        RootFlags.Split split;
        try {
            split = RootFlags.split(args);
        } catch (CommandException e) {
            return Optional.empty();
        }
        List<String> words = split.rest();
        if (words.isEmpty() || !words.getFirst().equals("gateway") || split.flags().help() || split.flags().version()) {
            return Optional.empty();
        }
        boolean run = words.size() > 1 && words.get(1).equals("run");
        return flags(words.subList(run ? 2 : 1, words.size())).map(flags -> new PlainGateway(split.flags(), flags));
    }

    private static Optional<Map<String, String>> flags(List<String> words) {
        Map<String, String> flags = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (RunFlags.SWITCHES.containsKey(word)) {
                flags.put(word, "");
            } else if (RunFlags.VALUES.containsKey(word) && i + 1 < words.size() && !words.get(i + 1).startsWith("-")) {
                flags.put(word, words.get(++i));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(flags);
    }

    /** The root flags, with those of them that stand after the command. */
    RootFlags instance() {
        return has("--dev")
                ? new RootFlags(true, root.profile(), root.noColour(), root.help(), root.version())
                : root;
    }

    @Override
    public boolean has(String flag) {
        return flags.containsKey(flag);
    }

    @Override
    public String value(String flag) {
        return flags.get(flag);
    }
}
