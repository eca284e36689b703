package org.openclaw.appliance.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw gateway [run]}: the gateway in the foreground. */
final class GatewayRunCommand implements Command {

    private final GatewayRunner runner;

    GatewayRunCommand(GatewayRunner runner) {
        this.runner = runner;
    }

    @Override
    public void describe(CommandSpec spec) {
        RunFlags.VALUES.forEach((name, help) -> spec.addOption(Options.value(name, help.label(), help.text())));
        RunFlags.SWITCHES.forEach((name, help) -> spec.addOption(Options.flag(name, help)));
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, InterruptedException {
        return runner.run(RunFlags.options(new Parsed(args), in), in);
    }

    private record Parsed(ParseResult args) implements RunFlags.Words {

        @Override
        public boolean has(String flag) {
            return args.hasMatchedOption(flag);
        }

        @Override
        public String value(String flag) {
            return args.matchedOptionValue(flag, null);
        }
    }
}
