package org.openclaw.appliance.cli;

import org.openclaw.appliance.client.ClientException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw configure}: asks for the main settings at a terminal, says how to configure elsewhere; with
 * {@code --validate} the same as {@code config validate}.
 */
final class ConfigureCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--validate", "Check the configuration file."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        boolean json = args.hasMatchedOption("--json");
        if (args.hasMatchedOption("--validate")) {
            return ConfigValidateCommand.validate(in, json);
        }
        if (json) {
            throw CommandException.usage("--json needs --validate");
        }
        if (in.terminal().look().interactive()) {
            return SetupCommand.asked(in);
        }
        LocalConfig config = LocalConfig.of(in.environment(), in.paths());
        Terminal terminal = in.terminal();
        terminal.out("Configuration: " + in.paths().configFile() + " (" + config.state() + ")");
        terminal.out("");
        if (config.missing()) {
            terminal.out("1. Write a first one:   openclaw setup");
        } else {
            terminal.out("1. See a value:         openclaw config get gateway.port");
        }
        terminal.out("2. Change a value:      openclaw config set gateway.port 18789");
        terminal.out("3. Choose a model:      openclaw config set agents.defaults.model.primary <provider/model>");
        terminal.out("4. Check the file:      openclaw configure --validate");
        terminal.out("5. Run the gateway:     openclaw gateway");
        return Exit.OK.status();
    }
}
