package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.openclaw.appliance.audit.AuditTrail;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.config.Draft;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Problem;
import org.openclaw.appliance.config.Reading;
import org.openclaw.appliance.config.ReloadKind;
import org.openclaw.appliance.config.WriteResult;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** Changes the configuration file, or only tries to, and tells what comes of it. */
final class ConfigChange {

    private static final String DRY_RUN = "--dry-run";

    /** Somebody else may write between our reading and our writing; then we begin anew. */
    private static final int MOST_TRIES = 10;

    private final Draft.Ready draft;

    private ConfigChange(Draft.Ready draft) {
        this.draft = draft;
    }

    /** One edit of the file. */
    @FunctionalInterface
    interface Edit {
        Draft of(ConfigFile file, Reading base);
    }

    static void options(CommandSpec spec) {
        spec.addOption(Options.flag(DRY_RUN, "Check the result and write nothing."));
        spec.addOption(Options.json());
    }

    /** @param done what people read when something has changed, such as "Set gateway.port" */
    static int run(ParseResult args, Invocation in, Edit edit, String done) throws CommandException {
        boolean dryRun = args.hasMatchedOption(DRY_RUN);
        ConfigFile file = new ConfigFile(in.paths(), in.environment());
        ConfigChange change = new ConfigChange(dryRun ? draft(file, edit, in) : written(file, edit, in));
        change.report(in, args.hasMatchedOption("--json"), dryRun, done);
        return Exit.OK.status();
    }

    /** Changes the file without a word. */
    static void make(Invocation in, Edit edit) throws CommandException {
        written(new ConfigFile(in.paths(), in.environment()), edit, in);
    }

    private static Draft.Ready written(ConfigFile file, Edit edit, Invocation in) throws CommandException {
        try {
            for (int i = 0; i < MOST_TRIES; i++) {
                Draft.Ready draft = draft(file, edit, in);
                if (file.commit(draft) instanceof WriteResult.Written) {
                    keepOnRecord(draft, in);
                    return draft;
                }
            }
            throw CommandException.failed("the configuration is being changed by somebody else; try again");
        } catch (IOException e) {
            throw CommandException.failed(
                    "the configuration can't be written: " + e.getMessage(),
                    "Check that " + in.paths().configFile() + " and its directory are yours and the disk isn't full.");
        }
    }

    private static void keepOnRecord(Draft.Ready draft, Invocation in) {
        if (draft.changedPaths().isEmpty()) {
            return;
        }
        ObjectNode facts = Json.object();
        facts.putObject("actor").put("client", "cli").put("user", in.environment().user());
        facts.putObject("target").set("paths", Json.tree(draft.changedPaths()));
        new AuditTrail(AuditTrail.in(in.paths().stateDir()), in.clock()).add("config.write", facts);
    }

    private static Draft.Ready draft(ConfigFile file, Edit edit, Invocation in) throws CommandException {
        try {
            return switch (edit.of(file, file.read())) {
                case Draft.Ready ready -> ready;
                case Draft.Refused refused ->
                    throw CommandException.failed(
                            "the configuration was not changed: " + refused.problems().getFirst().text(),
                            refused.problems().stream().skip(1).map(Problem::text).toArray(String[]::new));
            };
        } catch (IOException e) {
            throw CommandException.failed(
                    "the configuration can't be read: " + e.getMessage(),
                    "Check that " + in.paths().configFile() + " and its directory are yours.");
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private void report(Invocation in, boolean json, boolean dryRun, String done) {
        if (json) {
            in.terminal().json(document(in, dryRun));
            return;
        }
        newWarnings().forEach(warning -> in.terminal().err("warning: " + warning.text()));
        if (draft.changedPaths().isEmpty()) {
            in.terminal().out((dryRun ? "Nothing would change in " : "Nothing changed in ") + in.paths().configFile());
            return;
        }
        if (dryRun) {
            in.terminal().out("Valid; nothing was written. It would change: " + String.join(", ", draft.changedPaths()));
        } else {
            in.terminal().out(done + " in " + in.paths().configFile());
        }
        outlook().forEach(in.terminal()::out);
    }

    private ObjectNode document(Invocation in, boolean dryRun) {
        ObjectNode document = Json.object().put("ok", true).put("path", in.paths().configFile().toString());
        if (dryRun) {
            document.put("dryRun", true);
        }
        document.set("changedPaths", Json.tree(draft.changedPaths()));
        ObjectNode reload = document.putObject("reload").put("mode", mode());
        reload.put("requiresRestart", !waiting().isEmpty());
        reload.set("pendingRestartKeys", Json.tree(waiting()));
        newWarnings().forEach(warning -> document.withArray("warnings").addObject()
                .put("path", warning.path()).put("message", warning.message()));
        return document;
    }

    /** What a gateway that runs makes of it. */
    private List<String> outlook() {
        List<String> waiting = waiting();
        List<String> without = draft.changedKeys().stream().filter(key -> !ConfigSchema.hasEffect(key)).toList();
        if (!without.isEmpty() && without.size() == draft.changedKeys().size()) {
            return List.of("Accepted, but without effect in this gateway: " + String.join(", ", without) + ".");
        }
        if (waiting.isEmpty()) {
            return List.of("A running gateway takes it over by itself.");
        }
        String keys = String.join(", ", waiting);
        return switch (mode()) {
            case "off" -> List.of("gateway.reload.mode is off: a running gateway goes on as before until it is restarted.");
            case "hot" -> List.of("Needs a restart of a running gateway, and gateway.reload.mode is hot: restart it for " + keys + ".");
            default -> List.of("A running gateway restarts by itself for " + keys + " as soon as its work in progress is done.");
        };
    }

    /** What the file's checks remark because of this change, such as that another key wins over the one just set. */
    private List<Problem> newWarnings() {
        List<Problem> before = draft.base().result() instanceof LoadResult.Loaded loaded ? loaded.warnings() : List.of();
        return draft.result().warnings().stream()
                .filter(warning -> draft.changedPaths().contains(warning.path()) || before.stream().noneMatch(old ->
                        old.path().equals(warning.path()) && old.message().equals(warning.message())))
                .toList();
    }

    private List<String> waiting() {
        return draft.changedKeys().stream().filter(this::waits).toList();
    }

    private boolean waits(String path) {
        return switch (mode()) {
            case "off" -> true;
            case "restart" -> ConfigSchema.hasEffect(path) && ConfigSchema.reloadKind(path) != ReloadKind.NONE;
            default -> ConfigSchema.hasEffect(path) && ConfigSchema.reloadKind(path) == ReloadKind.RESTART;
        };
    }

    private String mode() {
        return draft.result().config().text("gateway.reload.mode").orElse("hybrid");
    }
}
