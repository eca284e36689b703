package org.openclaw.appliance.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.openclaw.appliance.config.ConfigSchema;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config schema}: the JSON schema of the configuration, or what is known of one path. */
final class ConfigSchemaCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--path", "<path>", "Only what is known of this path."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        String path = args.matchedOptionValue("--path", null);
        if (path == null) {
            in.terminal().out(schema());
        } else {
            in.terminal().json(ConfigSchema.lookup(path)
                    .orElseThrow(() -> CommandException.failed("config schema path not found: " + path)));
        }
        return Exit.OK.status();
    }

    private static String schema() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ConfigSchema.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the schema can't be written", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
