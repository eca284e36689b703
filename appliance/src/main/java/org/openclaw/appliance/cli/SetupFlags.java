package org.openclaw.appliance.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.setup.SetupWish;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What can be said of a first configuration on the command line. Secrets can't: process lists show command lines. */
final class SetupFlags {

    static final String NON_INTERACTIVE = "--non-interactive";
    static final String WIZARD = "--wizard";
    static final String RESET = "--reset";
    static final String RESET_SCOPE = "--reset-scope";
    static final String INSTALL = "--install-daemon";

    private static final List<String> BINDS = List.of("loopback", "lan", "tailnet", "auto", "custom");
    private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]{0,127}";

    /** Known to scripts written for other setups of this product; nothing here depends on them. */
    private static final List<String> ACCEPTED = List.of(
            "--accept-risk", "--baseline", "--classic", "--skip-channels", "--skip-skills", "--skip-search", "--skip-health",
            "--skip-ui", "--skip-hooks", "--skip-daemon", "--no-install-daemon");

    private SetupFlags() {}

    static void describe(CommandSpec spec) {
        spec.addOption(Options.flag(NON_INTERACTIVE, "Ask nothing."));
        spec.addOption(Options.flag(WIZARD, "Ask, even where everything is set up."));
        spec.addOption(Options.value("--workspace", "<dir>", "The agents' working directory."));
        spec.addOption(Options.flag("--skip-bootstrap", "Leave the workspace without its first files."));
        spec.addOption(Options.value("--gateway-port", "<port>", "The gateway's port."));
        spec.addOption(Options.value("--gateway-bind", "<mode>", "loopback, lan, tailnet, auto or custom."));
        spec.addOption(Options.value("--gateway-token-ref-env", "<name>",
                "Take the token from this environment variable instead of writing a new one."));
        spec.addOption(Options.value("--provider", "<id>", "Model provider: openai, anthropic, ollama, or a name of your own."));
        spec.addOption(Options.value("--auth-choice", "<choice>", "Same as --provider: openai-api-key, ollama, skip, …"));
        spec.addOption(Options.value("--model", "<id>", "Model that agents use, as the provider spells it."));
        spec.addOption(Options.value("--custom-model-id", "<id>", "Same as --model."));
        spec.addOption(Options.value("--custom-base-url", "<url>", "Address of a provider that isn't known by its name."));
        spec.addOption(Options.value("--custom-provider-id", "<id>", "Name for that provider (default: custom)."));
        spec.addOption(Options.value("--custom-compatibility", "<api>", "openai (default) or anthropic."));
        spec.addOption(Options.value("--key-env", "<name>", "Environment variable with the provider's API key."));
        spec.addOption(Options.value("--secret-input-mode", "<mode>", "Accepted; keys are always kept by reference."));
        spec.addOption(Options.value("--mode", "<mode>", "local (default), or remote for a gateway on another machine."));
        spec.addOption(Options.value("--remote-url", "<url>", "With --mode remote: its address, ws:// or wss://."));
        spec.addOption(Options.value("--remote-token-ref-env", "<name>", "With --mode remote: the variable with its token."));
        spec.addOption(Options.flag(INSTALL, "Also register the gateway as a service and start it."));
        spec.addOption(Options.flag(RESET, "First move what is there into a backup directory."));
        spec.addOption(Options.value(RESET_SCOPE, "<scope>", "config, config+creds+sessions (default) or full."));
        spec.addOption(Options.flag("--yes", "Don't ask before --reset."));
        spec.addOption(Options.flag("--show-token", "Print the token, on a terminal only."));
        spec.addOption(Options.json());
        ACCEPTED.forEach(name -> spec.addOption(Options.flag(name, "Accepted; changes nothing.")));
    }

    /** Whether they say anything that a dialogue would ask for. */
    static boolean sayAnything(ParseResult args) {
        return args.matchedOptions().stream()
                .map(option -> option.longestName())
                .anyMatch(name -> !name.equals(WIZARD) && !name.equals("--show-token") && !name.equals("--profile")
                        && !name.equals("--dev") && !name.equals("--no-color"));
    }

    static SetupWish wish(ParseResult args) throws CommandException {
        String mode = args.matchedOptionValue("--mode", "local");
        Optional<String> url = text(args, "--remote-url");
        if (!mode.equals("local") && !mode.equals("remote")) {
            throw CommandException.usage("--mode takes local or remote");
        }
        if (mode.equals("remote") != url.isPresent()) {
            throw CommandException.usage("--mode remote and --remote-url go together");
        }
        if (url.isPresent() && !url.get().matches("wss?://\\S+")) {
            throw CommandException.usage("--remote-url must look like ws://host:18789 or wss://host");
        }
        Optional<String> bind = text(args, "--gateway-bind");
        if (bind.isPresent() && !BINDS.contains(bind.get())) {
            throw CommandException.usage("--gateway-bind takes " + String.join(", ", BINDS));
        }
        String port = args.matchedOptionValue("--gateway-port", null);
        return new SetupWish(
                url,
                port == null ? Optional.empty() : Optional.of(RunFlags.portNumber(port)),
                bind,
                variable(args, url.isPresent() ? "--remote-token-ref-env" : "--gateway-token-ref-env"),
                text(args, "--workspace"),
                provider(args),
                args.hasMatchedOption("--skip-bootstrap"));
    }

    private static Optional<SetupWish.Provider> provider(ParseResult args) throws CommandException {
        Optional<String> url = text(args, "--custom-base-url");
        Optional<String> id = text(args, "--provider")
                .or(() -> text(args, "--auth-choice").map(SetupFlags::chosen).filter(choice -> !choice.equals("skip")));
        if (id.isEmpty() || id.get().equals("custom")) {
            id = url.isPresent() ? text(args, "--custom-provider-id").or(() -> Optional.of("custom")) : id;
        }
        Optional<String> model = text(args, "--model").or(() -> text(args, "--custom-model-id"));
        if (id.isEmpty()) {
            if (model.isPresent() || args.hasMatchedOption("--key-env")) {
                throw CommandException.usage("--model and --key-env go with --provider or --custom-base-url");
            }
            return Optional.empty();
        }
        if (!id.get().matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")) {
            throw CommandException.usage("a provider's name has letters, digits, \"_\" and \"-\"");
        }
        if (model.isEmpty()) {
            throw CommandException.usage("--provider needs --model: the model that agents are to use");
        }
        return Optional.of(new SetupWish.Provider(
                id.get(), url, url.isPresent() ? Optional.of(api(args)) : Optional.empty(), bare(id.get(), model.get()),
                variable(args, "--key-env")));
    }

    private static String chosen(String choice) {
        String lower = choice.toLowerCase(Locale.ROOT);
        return lower.endsWith("-api-key") ? lower.substring(0, lower.length() - "-api-key".length()) : lower;
    }

    private static String bare(String provider, String model) {
        return model.startsWith(provider + "/") ? model.substring(provider.length() + 1) : model;
    }

    private static String api(ParseResult args) throws CommandException {
        return switch (args.matchedOptionValue("--custom-compatibility", "openai")) {
            case "openai" -> "openai-completions";
            case "anthropic" -> "anthropic-messages";
            default -> throw CommandException.usage("--custom-compatibility takes openai or anthropic");
        };
    }

    private static Optional<String> variable(ParseResult args, String option) throws CommandException {
        Optional<String> name = text(args, option);
        if (name.isPresent() && !name.get().matches(VARIABLE)) {
            throw CommandException.usage(option + " takes the name of an environment variable, not its value");
        }
        return name;
    }

    private static Optional<String> text(ParseResult args, String option) {
        return Optional.ofNullable(args.<String>matchedOptionValue(option, null)).map(String::strip).filter(text -> !text.isEmpty());
    }
}
