package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.agent.WorkspaceTemplates;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.setup.FirstConfiguration;
import org.openclaw.appliance.setup.KeyFile;
import org.openclaw.appliance.setup.SetupWish;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code openclaw setup} and {@code openclaw onboard}: what a gateway needs to start. Asks a person at a terminal where
 * nothing is set up yet; asks nothing elsewhere. A second run only fills gaps. Secrets stay in files.
 */
final class SetupCommand implements Command {

    /** When to ask. */
    enum Asking {
        /** A person, where nothing is set up; never for the developers' quick path. */
        FRESH,
        /** A person. */
        ALWAYS
    }

    private final Asking asking;
    private final Prompt.Answers answers;
    private final List<String> done = new ArrayList<>();

    SetupCommand(Asking asking, Prompt.Answers answers) {
        this.asking = asking;
        this.answers = answers;
    }

    static SetupCommand setup() {
        return new SetupCommand(Asking.FRESH, Prompt.standardInput());
    }

    static SetupCommand onboard() {
        return new SetupCommand(Asking.ALWAYS, Prompt.standardInput());
    }

    /** Asks, and writes what was answered. */
    static int asked(Invocation in) throws CommandException, ClientException, InterruptedException {
        SetupCommand command = onboard();
        CommandSpec spec = CommandSpec.create();
        command.describe(spec);
        return command.run(new CommandLine(spec).parseArgs(), in);
    }

    @Override
    public void describe(CommandSpec spec) {
        SetupFlags.describe(spec);
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, ClientException, InterruptedException {
        SetupWish wish = SetupFlags.wish(args);
        boolean json = args.hasMatchedOption("--json");
        boolean person = in.terminal().look().interactive() && !args.hasMatchedOption(SetupFlags.NON_INTERACTIVE) && !json;
        Optional<Prompt> prompt = person ? Optional.of(new Prompt(in.terminal(), answers)) : Optional.empty();
        if (args.hasMatchedOption(SetupFlags.RESET)) {
            SetupReset.run(args, in, prompt).ifPresent(done::add);
        }
        LocalConfig existing = existing(in);
        boolean install = args.hasMatchedOption(SetupFlags.INSTALL);
        boolean asks = prompt.isPresent() && (args.hasMatchedOption(SetupFlags.WIZARD)
                || !SetupFlags.sayAnything(args) && (asking == Asking.ALWAYS || existing.missing() && !in.paths().dev()));
        createDirectories(in);
        if (asks) {
            SetupDialogue.Answers said = new SetupDialogue(prompt.get(), in, existing).ask();
            wish = said.wish();
            install |= said.install();
            if (said.key().isPresent()) {
                said.key().get().keep(new KeyFile(in.paths().stateDir()));
                done.add(said.key().get().variable() + " in " + new KeyFile(in.paths().stateDir()).path());
            }
        }
        return write(wish, existing, install, args, in);
    }

    private int write(SetupWish wish, LocalConfig existing, boolean install, ParseResult args, Invocation in)
            throws CommandException, ClientException, InterruptedException {
        Config before = existing.config().orElseGet(() -> new Config(Json.object(), ""));
        warnOfMode(before, wish, in);
        FirstConfiguration change = FirstConfiguration.of(before, wish);
        ConfigChange.make(in, (file, base) -> file.merging(base, change.patch()));
        done.addAll(change.changed());
        Optional<Path> workspace = wish.remoteUrl().isPresent() ? Optional.empty() : Optional.of(workspace(wish, in));
        boolean json = args.hasMatchedOption("--json");
        if (json) {
            int status = install ? install(diagnosticsOnly(in)) : Exit.OK.status();
            in.terminal().json(document(in, workspace, install, status));
            return status;
        }
        new SetupReport(in).print(workspace, done);
        if (args.hasMatchedOption("--show-token")) {
            showToken(in);
        }
        return install ? install(in) : Exit.OK.status();
    }

    private static LocalConfig existing(Invocation in) throws CommandException {
        LocalConfig existing = LocalConfig.of(in.environment(), in.paths());
        if (!existing.missing() && existing.config().isEmpty()) {
            throw CommandException.failed(
                    "the configuration is damaged: " + existing.problems().getFirst().text(),
                    "Repair " + in.paths().configFile() + " first; `openclaw config validate` lists every problem.",
                    "`openclaw doctor --fix` puts the last good one back; `openclaw setup --reset --reset-scope config` begins anew.");
        }
        return existing;
    }

    private static void warnOfMode(Config before, SetupWish wish, Invocation in) {
        before.text("gateway.mode").filter(mode -> !mode.equals("local") && wish.remoteUrl().isEmpty()).ifPresent(mode -> in.terminal()
                .err("gateway.mode is \"" + mode + "\" and stays so; this machine's gateway needs \"local\"."));
    }

    private static void createDirectories(Invocation in) throws CommandException {
        try {
            in.paths().create();
        } catch (IOException e) {
            throw CommandException.failed(
                    "the state directory " + in.paths().stateDir() + " can't be created: " + e.getMessage());
        }
    }

    private Path workspace(SetupWish wish, Invocation in) throws CommandException {
        LocalConfig now = LocalConfig.of(in.environment(), in.paths());
        Path workspace = now.text("agents.defaults.workspace").map(in.environment()::path).orElse(in.paths().workspace());
        boolean empty = wish.skipBootstrap()
                || now.config().map(config -> config.flag("agents.defaults.skipBootstrap", false)).orElse(false);
        try {
            if (empty) {
                Files.createDirectories(workspace);
            } else if (!WorkspaceTemplates.writeMissing(workspace).isEmpty()) {
                done.add("workspace");
            }
            return workspace;
        } catch (IOException e) {
            throw CommandException.failed("the workspace " + workspace + " can't be created: " + e.getMessage());
        }
    }

    private static int install(Invocation in) throws CommandException, ClientException, InterruptedException {
        ServiceInstallCommand command = new ServiceInstallCommand();
        CommandSpec spec = CommandSpec.create();
        command.describe(spec);
        return command.run(new CommandLine(spec).parseArgs(), in);
    }

    private static Invocation diagnosticsOnly(Invocation in) {
        Terminal.Sink sink = new Terminal.Sink() {
            @Override
            public void out(String line) {
                in.terminal().err(line);
            }

            @Override
            public void err(String line) {
                in.terminal().err(line);
            }
        };
        return new Invocation(new Terminal(sink, Terminal.Look.PLAIN), in.environment(), in.paths(), in.gateway(),
                in.interrupts(), in.platformSource(), in.clock());
    }

    private ObjectNode document(Invocation in, Optional<Path> workspace, boolean install, int status) {
        ObjectNode document = Json.object().put("ok", status == Exit.OK.status());
        document.put("config", in.paths().configFile().toString());
        document.put("stateDir", in.paths().stateDir().toString());
        workspace.ifPresent(path -> document.put("workspace", path.toString()));
        if (install) {
            document.put("serviceInstalled", status == Exit.OK.status());
        }
        ArrayNode list = document.putArray("changed");
        done.forEach(list::add);
        return document;
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
