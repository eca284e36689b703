package org.openclaw.appliance.cli;

import java.util.Optional;
import org.openclaw.appliance.config.AuthMode;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.GatewayAuth;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.secret.Secrets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw gateway auth-token}: where the gateway's token comes from, and with {@code --show} the token itself, but
 * only on a terminal: in a pipe, a log or a script's trace it would stay.
 */
final class AuthTokenCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--show", "Print the token; on a terminal only."));
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        GatewayAuth auth = auth(in);
        if (auth.mode() != AuthMode.TOKEN) {
            throw CommandException.failed("this gateway asks for no token: gateway.auth.mode is " + auth.mode().wireName());
        }
        String token = auth.secret().filter(ignored -> !auth.generated()).orElseThrow(() -> CommandException.failed(
                "no token is configured: the gateway makes another one at every start", "`openclaw setup` writes one."));
        if (!args.hasMatchedOption("--show")) {
            in.terminal().out("The token comes from " + auth.source() + ".");
        } else if (in.terminal().look().interactive()) {
            in.terminal().out(token);
        } else {
            throw CommandException.failed(
                    "the token is printed on a terminal only", "It comes from " + auth.source() + "; read it there.");
        }
        return Exit.OK.status();
    }

    private static GatewayAuth auth(Invocation in) throws CommandException {
        Optional<String> none = Optional.empty();
        GatewayOverrides unconfigured = new GatewayOverrides(none, Optional.of("loopback"), none, none, none, none, none, true);
        try {
            return GatewaySettings.of(
                            new Secrets(in.paths(), in.clock()).resolve(new ConfigFile(in.paths(), in.environment()).load()),
                            in.paths(),
                            in.environment(),
                            unconfigured,
                            false)
                    .auth();
        } catch (StartRefusal e) {
            throw CommandException.failed(e.getMessage());
        }
    }
}
