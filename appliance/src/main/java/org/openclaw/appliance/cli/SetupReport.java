package org.openclaw.appliance.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.ProviderKeys;

/** What setup did, and what to do next. */
final class SetupReport {

    private final Invocation in;
    private final Terminal terminal;

    SetupReport(Invocation in) {
        this.in = in;
        this.terminal = in.terminal();
    }

    void print(Optional<Path> workspace, List<String> done) {
        terminal.out("Config: " + in.paths().configFile());
        workspace.ifPresent(path -> terminal.out("Workspace: " + path));
        if (done.isEmpty()) {
            terminal.out("Everything was set up already; nothing changed.");
        } else {
            terminal.out("Done:");
            done.forEach(line -> terminal.out("  " + line));
        }
        LocalConfig now = LocalConfig.of(in.environment(), in.paths());
        Config config = now.config().orElseGet(() -> new Config(Json.object(), ""));
        missingKeys(config, now);
        terminal.out("");
        terminal.out("Next:");
        if (workspace.isEmpty()) {
            next("status", "see that the gateway answers");
            return;
        }
        next("gateway", "run the gateway here, or");
        next("gateway install", "run it as a service");
        next("status", "see that it runs");
        Optional<String> model = config.text("agents.defaults.model.primary").or(() -> config.text("agents.defaults.model"));
        if (model.isEmpty()) {
            next("configure", "choose who answers for the agents");
        } else {
            next("doctor --provider " + provider(model.get()), "see that the model provider lets you in");
        }
        next("agent --agent main --message hello", "say something");
    }

    private static String provider(String model) {
        int slash = model.indexOf('/');
        return slash < 0 ? model : model.substring(0, slash);
    }

    private void missingKeys(Config config, LocalConfig now) {
        for (ProviderKeys.Need need : ProviderKeys.of(config, name -> now.environment().get(name).orElse(null))) {
            if (now.environment().get(need.variable()).isEmpty()) {
                terminal.err(need.provider() + " needs an API key: put " + need.variable() + "=<key> into "
                        + in.paths().stateDir().resolve(".env") + ".");
            }
        }
    }

    private void next(String command, String what) {
        String flag = in.paths().profile().map(name -> name.equals("dev") ? "--dev " : "--profile " + name + " ").orElse("");
        String shown = "openclaw " + flag + command;
        terminal.out("  " + shown + " ".repeat(Math.max(2, 46 - shown.length())) + what);
    }
}
