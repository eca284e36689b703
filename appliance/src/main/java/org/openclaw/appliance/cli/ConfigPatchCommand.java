package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Problem;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw config patch}: merges a JSON5 object into the file, in one write that is checked as a whole. */
final class ConfigPatchCommand implements Command {

    private static final int LONGEST = 1024 * 1024;

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.value("--file", "<file>", "JSON5 object to merge; null removes a key."));
        spec.addOption(Options.flag("--stdin", "Read the object from standard input."));
        spec.addOption(Options.flag("--dry-run", "Check the result and write nothing."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        ObjectNode patch = patch(args, in);
        boolean json = args.hasMatchedOption("--json");
        if (args.hasMatchedOption("--dry-run")) {
            return check(patch, in, json);
        }
        List<String> changed = ConfigChange.apply(in, file -> file.patch(patch));
        return ConfigChange.report(in, json, "Changed " + String.join(", ", changed), changed);
    }

    private static ObjectNode patch(ParseResult args, Invocation in) throws CommandException {
        String file = args.matchedOptionValue("--file", null);
        if ((file == null) != args.hasMatchedOption("--stdin")) {
            throw CommandException.usage("give either --file <file> or --stdin");
        }
        try (InputStream source = file == null
                ? new FileInputStream(FileDescriptor.in)
                : Files.newInputStream(in.environment().path(file))) {
            byte[] bytes = source.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw CommandException.failed("the patch is larger than 1 MiB");
            }
            if (Json5.parse(new String(bytes, StandardCharsets.UTF_8)) instanceof ObjectNode patch) {
                return patch;
            }
            throw CommandException.failed("the patch is not an object");
        } catch (Json5Exception e) {
            throw CommandException.failed("the patch is not JSON5: " + e.getMessage());
        } catch (IOException e) {
            throw CommandException.failed("the patch can't be read: " + e.getMessage());
        }
    }

    private static int check(ObjectNode patch, Invocation in, boolean json) throws CommandException {
        List<Problem> problems;
        try {
            LoadResult result = new ConfigFile(in.paths(), in.environment()).checkPatch(patch);
            problems = result instanceof LoadResult.Invalid invalid ? invalid.problems() : List.of();
        } catch (IOException | Json5Exception e) {
            throw CommandException.failed("the configuration can't be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(e.getMessage());
        }
        if (!problems.isEmpty()) {
            throw CommandException.failed(
                    "the patch would be refused: " + problems.getFirst().text(),
                    problems.stream().skip(1).map(Problem::text).toArray(String[]::new));
        }
        if (json) {
            in.terminal().json(Json.object().put("ok", true).put("dryRun", true));
        } else {
            in.terminal().out("The patch fits; nothing was written.");
        }
        return Exit.OK.status();
    }
}
