package org.openclaw.appliance.cli;

import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw completion bash|zsh|fish}: a script that completes command names, made from the list of commands. */
final class CompletionCommand implements Command {

    private final List<String> names;

    CompletionCommand(List<String> names) {
        this.names = names;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<shell>", "bash, zsh or fish."));
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String shell = args.matchedPositionalValue(0, "");
        in.terminal().out(switch (shell) {
            case "bash" -> bash();
            case "zsh" -> "autoload -U +X bashcompinit && bashcompinit\n" + bash();
            case "fish" -> fish();
            default -> throw CommandException.usage("unknown shell '" + shell + "'; choose bash, zsh or fish");
        });
        return Exit.OK.status();
    }

    private TreeMap<String, TreeSet<String>> tree() {
        TreeMap<String, TreeSet<String>> tree = new TreeMap<>();
        for (String name : names) {
            String[] words = name.split(" ");
            TreeSet<String> below = tree.computeIfAbsent(words[0], word -> new TreeSet<>());
            if (words.length > 1) {
                below.add(words[1]);
            }
        }
        return tree;
    }

    private String bash() {
        StringBuilder cases = new StringBuilder();
        tree().forEach((word, below) -> {
            if (!below.isEmpty()) {
                cases.append("    ").append(word).append(") words=\"").append(String.join(" ", below)).append("\" ;;\n");
            }
        });
        return """
                _openclaw() {
                  local words="%s" current=${COMP_WORDS[COMP_CWORD]}
                  if ((COMP_CWORD > 1)); then
                    case ${COMP_WORDS[1]} in
                %s    *) words= ;;
                    esac
                  fi
                  ((COMP_CWORD <= 2)) || words=
                  COMPREPLY=($(compgen -W "$words" -- "$current"))
                }
                complete -o default -F _openclaw openclaw"""
                .formatted(String.join(" ", tree().keySet()), cases);
    }

    private String fish() {
        StringBuilder script = new StringBuilder();
        tree().forEach((word, below) -> {
            script.append("complete -c openclaw -f -n __fish_use_subcommand -a ").append(word).append('\n');
            below.forEach(second -> script.append("complete -c openclaw -f -n '__fish_seen_subcommand_from ")
                    .append(word).append("' -a ").append(second).append('\n'));
        });
        return script.toString();
    }
}
