package org.openclaw.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw completion bash|zsh|fish}: a script that completes commands and their options, made from themselves. */
final class CompletionCommand implements Command {

    private final Supplier<Commands> commands;

    CompletionCommand(Supplier<Commands> commands) {
        this.commands = commands;
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
        for (Commands.Entry entry : commands.get().all()) {
            String[] words = entry.name().split(" ");
            TreeSet<String> below = tree.computeIfAbsent(words[0], word -> new TreeSet<>());
            if (words.length > 1) {
                below.add(words[1]);
            }
        }
        return tree;
    }

    private static List<String> options(Commands.Entry entry) {
        CommandSpec spec = CommandSpec.create();
        entry.maker().get().describe(spec);
        List<String> names = new ArrayList<>(List.of("--help"));
        spec.options().stream().filter(option -> !option.hidden()).forEach(option -> names.add(option.longestName()));
        return names;
    }

    private String bash() {
        TreeMap<String, TreeSet<String>> words = new TreeMap<>();
        tree().forEach((word, below) -> words.put(word, new TreeSet<>(below)));
        commands.get().all().forEach(entry ->
                words.computeIfAbsent(entry.name(), name -> new TreeSet<>()).addAll(options(entry)));
        StringBuilder cases = new StringBuilder();
        words.forEach((name, next) ->
                cases.append("    \"").append(name).append("\") words=\"").append(String.join(" ", next)).append("\" ;;\n"));
        return """
                _openclaw() {
                  local current=${COMP_WORDS[COMP_CWORD]} command= words= i
                  for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                      --profile) ((i++)) ;;
                      -*) ;;
                      *) command="$command ${COMP_WORDS[i]}" ;;
                    esac
                  done
                  case ${command# } in
                    "") words="%s help --dev --profile --no-color --version --help" ;;
                %s  esac
                  COMPREPLY=($(compgen -W "$words" -- "$current"))
                }
                complete -o default -F _openclaw openclaw clawdbot"""
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
