package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.BooleanNode;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.LoadResult;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw hooks enable} and {@code disable}: changes this machine's configuration. */
final class HooksSwitchCommand implements Command {

    private static final String SECTION = "hooks.internal.entries.";
    private static final String BUILT_IN = "command-logger";

    private final boolean on;

    HooksSwitchCommand(boolean on) {
        this.on = on;
    }

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<name>", "The hook's name."));
        ConfigChange.options(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String name = args.matchedPositionalValue(0, "");
        boolean known = name.equals(BUILT_IN)
                || (new ConfigFile(in.paths(), in.environment()).load() instanceof LoadResult.Loaded loaded
                        && loaded.config().at("hooks.internal.entries").has(name));
        if (!known) {
            throw CommandException.failed(
                    "there is no hook " + name, "Define it under " + SECTION + name + " with events, and run or url; or enable " + BUILT_IN + ".");
        }
        if (on) {
            ConfigChange.make(in, (file, base) -> file.setting(base, "hooks.internal.enabled", BooleanNode.TRUE));
        }
        return ConfigChange.run(
                args, in, (file, base) -> file.setting(base, SECTION + name + ".enabled", BooleanNode.valueOf(on)),
                (on ? "Enabled " : "Disabled ") + name);
    }
}
