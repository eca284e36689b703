package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.access.SharedSecret;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw setup}: what a gateway needs to start. Asks nothing, and a second run changes nothing: it only fills
 * gaps. The token stays in the file unless somebody at a terminal asks to see it.
 */
final class SetupCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--workspace", "<dir>", "The agents' working directory."));
        spec.addOption(Options.flag("--show-token", "Print the token, on a terminal only."));
        spec.addOption(Options.flag("--non-interactive", "Accepted for scripts; setup never asks."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        LocalConfig existing = LocalConfig.of(in.environment(), in.paths());
        if (!existing.missing() && existing.config().isEmpty()) {
            throw CommandException.failed(
                    "the configuration is damaged: " + existing.problems().getFirst().text(),
                    "Repair " + in.paths().configFile() + " first; `openclaw config validate` lists every problem.");
        }
        createDirectories(in);
        List<String> done = new ArrayList<>();
        ObjectNode patch = Json.object();
        mode(existing, in, patch, done);
        token(existing, patch, done);
        Path workspace = workspace(args, existing, in, patch, done);
        ConfigChange.make(in, (file, base) -> file.merging(base, patch));
        if (args.hasMatchedOption("--json")) {
            in.terminal().json(document(in, workspace, done));
        } else {
            print(in, workspace, done);
        }
        if (args.hasMatchedOption("--show-token")) {
            showToken(in);
        }
        return Exit.OK.status();
    }

    private static void createDirectories(Invocation in) throws CommandException {
        try {
            in.paths().create();
        } catch (IOException e) {
            throw CommandException.failed(
                    "the state directory " + in.paths().stateDir() + " can't be created: " + e.getMessage());
        }
    }

    private static void mode(LocalConfig existing, Invocation in, ObjectNode patch, List<String> done) {
        Optional<String> mode = existing.text("gateway.mode");
        if (mode.isEmpty()) {
            patch.withObject("gateway").put("mode", "local");
            done.add("gateway.mode=local");
        } else if (!mode.get().equals("local")) {
            in.terminal().err("gateway.mode is \"" + mode.get() + "\" and stays so; this machine's gateway needs \"local\".");
        }
    }

    private static void token(LocalConfig existing, ObjectNode patch, List<String> done) {
        boolean secured = existing.config().map(SetupCommand::secured).orElse(false);
        if (!secured) {
            patch.withObject("gateway").withObject("auth").put("token", SharedSecret.newToken());
            done.add("gateway.auth.token (new)");
        }
    }

    private static boolean secured(Config config) {
        return !config.at("gateway.auth.token").isMissingNode()
                || !config.at("gateway.auth.password").isMissingNode()
                || config.text("gateway.auth.mode").filter(mode -> !mode.equals("token")).isPresent();
    }

    private static Path workspace(
            ParseResult args, LocalConfig existing, Invocation in, ObjectNode patch, List<String> done)
            throws CommandException {
        String asked = args.matchedOptionValue("--workspace", null);
        Path configured =
                existing.text("agents.defaults.workspace").map(in.environment()::path).orElse(in.paths().workspace());
        Path workspace = asked == null ? configured : in.environment().path(asked);
        if (!workspace.equals(configured)) {
            patch.withObject("agents").withObject("defaults").put("workspace", workspace.toString());
            done.add("agents.defaults.workspace");
        }
        try {
            if (!Files.isDirectory(workspace)) {
                Files.createDirectories(workspace);
                done.add("workspace");
            }
            return workspace;
        } catch (IOException e) {
            throw CommandException.failed("the workspace " + workspace + " can't be created: " + e.getMessage());
        }
    }

    private static Object document(Invocation in, Path workspace, List<String> done) {
        var document = Json.object().put("ok", true);
        document.put("config", in.paths().configFile().toString());
        document.put("stateDir", in.paths().stateDir().toString());
        document.put("workspace", workspace.toString());
        var list = document.putArray("changed");
        done.forEach(list::add);
        return document;
    }

    private static void print(Invocation in, Path workspace, List<String> done) {
        Terminal terminal = in.terminal();
        String flag = in.paths().profile().map(name -> name.equals("dev") ? "--dev " : "--profile " + name + " ").orElse("");
        terminal.out("Config: " + in.paths().configFile());
        terminal.out("Workspace: " + workspace);
        terminal.out(done.isEmpty() ? "Everything was set up already; nothing changed." : "Written: " + String.join(", ", done));
        terminal.out("");
        terminal.out("Next:");
        terminal.out("  openclaw " + flag + "gateway          run the gateway");
        terminal.out("  openclaw " + flag + "status           see that it runs");
        terminal.out("  openclaw " + flag + "config set agents.defaults.model.primary <provider/model>");
    }

    private static void showToken(Invocation in) {
        if (!in.terminal().look().interactive()) {
            in.terminal().err("--show-token prints the token on a terminal only; it is in " + in.paths().configFile());
            return;
        }
        LocalConfig.of(in.environment(), in.paths())
                .text("gateway.auth.token")
                .ifPresentOrElse(
                        token -> in.terminal().err("Token: " + token),
                        () -> in.terminal().err("No token is written in the configuration."));
    }
}
