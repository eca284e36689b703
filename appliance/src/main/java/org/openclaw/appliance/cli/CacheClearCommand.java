package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.openclaw.appliance.file.CacheFiles;
import org.openclaw.appliance.protocol.Json;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code openclaw cache clear}: deletes what the gateway makes again by itself; never configuration, keys, sessions or logs. */
final class CacheClearCommand implements Command {

    @Override
    public void describe(CommandSpec spec) {
        spec.addOption(Options.flag("--dry-run", "Only show what would be deleted."));
        spec.addOption(Options.json());
    }

    @Override
    public int run(ParseResult args, Invocation in) throws CommandException {
        boolean dryRun = args.hasMatchedOption("--dry-run");
        CacheFiles caches = new CacheFiles(in.paths().stateDir());
        ArrayNode files = Json.mapper().createArrayNode();
        ArrayNode failures = Json.mapper().createArrayNode();
        long bytes = 0;
        try {
            List<CacheFiles.Found> found = caches.find(in.clock().instant());
            for (CacheFiles.Found file : found) {
                if (dryRun || deleted(caches, file, failures)) {
                    files.addObject().put("path", file.path().toString()).put("bytes", file.bytes());
                    bytes += file.bytes();
                }
            }
        } catch (IOException e) {
            throw CommandException.failed(in.paths().stateDir() + " can't be looked at: " + e.getMessage());
        }
        if (args.hasMatchedOption("--json")) {
            ObjectNode document = Json.object().put("ok", failures.isEmpty()).put("dryRun", dryRun).put("files", files.size());
            document.put("bytes", bytes).set("deleted", files);
            document.set("failed", failures);
            in.terminal().json(document);
        } else {
            files.forEach(file -> in.terminal().out(file.path("path").asText() + "  " + file.path("bytes").asLong() + " bytes"));
            failures.forEach(failure -> in.terminal().err(failure.asText()));
            in.terminal().out((dryRun ? "Would delete " : "Deleted ") + files.size() + (files.size() == 1 ? " file, " : " files, ") + bytes + " bytes");
        }
        return failures.isEmpty() ? Exit.OK.status() : Exit.FAILED.status();
    }

    private static boolean deleted(CacheFiles caches, CacheFiles.Found file, ArrayNode failures) {
        try {
            return caches.delete(file);
        } catch (IOException e) {
            failures.add(file.path() + " can't be deleted: " + e.getMessage());
            return false;
        }
    }
}
