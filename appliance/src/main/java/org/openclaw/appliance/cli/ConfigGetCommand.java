package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.ConfigSchema;
import org.openclaw.appliance.config.EffectiveValue;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config get <path>}: a value as the gateway sees it, also a default; secrets are never shown. */
final class ConfigGetCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addPositional(Options.argument(0, "<path>", "Such as gateway.port or agents.list[0].name."));
        spec.addOption(Options.flag("--source", "Tell as well where the value comes from: file or default."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException, InterruptedException {
        String path = args.matchedPositionalValue(0, "");
        try {
            EffectiveValue found = find(path, config(in), in).orElseThrow(() -> nothing(path, in));
            print(path, found, args, in.terminal());
            sayIfWaiting(path, found, args, in);
            return Exit.OK.status();
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    // A script reads the value; a person or one that asks for the source wants to know whether it counts yet.
    private static void sayIfWaiting(String path, EffectiveValue found, ParseResult args, Invocation in)
            throws InterruptedException {
        boolean asked = args.hasMatchedOption("--source") || in.terminal().look().interactive();
        if (!asked || found.source() == EffectiveValue.Source.DEFAULT || args.hasMatchedOption("--json")) {
            return;
        }
        String canonical = ConfigSchema.canonical(path);
        List<String> waiting = WaitingKeys.of(in).stream()
                .filter(key -> key.equals(canonical) || key.startsWith(canonical + "."))
                .toList();
        if (!waiting.isEmpty()) {
            in.terminal().err(WaitingKeys.sentence(waiting));
        }
    }

    private static Config config(Invocation in) throws CommandException {
        LocalConfig local = LocalConfig.of(in.environment(), in.paths());
        if (!local.missing() && local.config().isEmpty()) {
            throw CommandException.failed(
                    "the configuration is damaged: " + local.problems().getFirst().text(),
                    "`openclaw config validate` lists every problem.");
        }
        return local.config().orElseGet(() -> new Config(Json.object(), ""));
    }

    private static Optional<EffectiveValue> find(String path, Config config, Invocation in) {
        return EffectiveValue.of(config, in.paths(), path, () -> in.platform().hostFacts().inContainer())
                .or(() -> asWritten(path, in));
    }

    // Another spelling of a whole branch, such as agents.list, is only found as its author wrote it.
    private static Optional<EffectiveValue> asWritten(String path, Invocation in) {
        try {
            JsonNode value = new ConfigFile(in.paths(), in.environment()).getRedacted(path);
            return value.isMissingNode()
                    ? Optional.empty()
                    : Optional.of(new EffectiveValue(value, EffectiveValue.Source.FILE));
        } catch (IOException | Json5Exception e) {
            return Optional.empty();
        }
    }

    private static CommandException nothing(String path, Invocation in) {
        if (ConfigSchema.lookup(path).isPresent()) {
            return CommandException.failed(
                    path + " is not set in " + in.paths().configFile() + ", and there is no default for it",
                    "Set it with `openclaw config set " + path + " <value>`.");
        }
        return unknown(path);
    }

    static CommandException unknown(String path) {
        String hint = ConfigSchema.nearest(path).map(near -> "; did you mean " + near + "?").orElse("");
        return CommandException.failed(
                "unknown config path: " + path + hint, "`openclaw config schema` shows every key there is.");
    }

    private static void print(String path, EffectiveValue found, ParseResult args, Terminal terminal) {
        String source = found.source().name().toLowerCase(Locale.ROOT);
        boolean json = args.hasMatchedOption("--json");
        if (json && args.hasMatchedOption("--source")) {
            var document = Json.object().put("path", path);
            document.set("value", found.value());
            document.put("source", source);
            terminal.json(document.put("reloadKind", ConfigSchema.reloadKind(path).wireName()));
            return;
        }
        if (args.hasMatchedOption("--source") || found.source() == EffectiveValue.Source.DEFAULT) {
            terminal.err("(" + source + ")");
        }
        if (json) {
            terminal.json(found.value());
        } else {
            terminal.out(found.value().isContainerNode() ? Json.pretty(found.value()) : found.value().asText());
        }
    }
}
