package org.openclaw.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Problem;
import org.openclaw.appliance.config.Reading;
import org.openclaw.appliance.config.Redaction;
import org.openclaw.appliance.protocol.Json;

/** The configuration as clients see it: as it is on disk and as it is in force, without secrets. */
final class ConfigView {

    private ConfigView() {}

    /** The answer to {@code config.get}. @param inForce what the gateway runs with */
    static ObjectNode of(ConfigFile file, Reading reading, Config inForce) {
        boolean exists = reading.text().isPresent();
        JsonNode running = Redaction.redact(inForce.root());
        JsonNode tree = reading.tree();
        JsonNode own = Redaction.redact(tree);
        ObjectNode view = Json.object().put("path", file.path().toString());
        ArrayNode included = view.putArray("includedPaths");
        view.putArray("includeProvenance");
        JsonNode onDisk = running;
        String revision = null;
        ArrayNode warnings = Json.array();
        if (reading.result() instanceof LoadResult.Loaded loaded) {
            onDisk = Redaction.redact(loaded.config().root());
            revision = file.revision(loaded.config());
            warnings = issues(loaded.warnings());
            loaded.includedFiles().forEach(path -> included.add(path.toString()));
        }
        view.put("agentRosterIncludeOwned", onlyIncluded(tree.path("agents"), onDisk.path("agents"), List.of("entries", "list")));
        view.put("bindingsIncludeOwned", onlyIncluded(tree, onDisk, List.of("bindings")));
        view.put("exists", exists).put("raw", exists ? withoutSecrets(reading.text().get()) : null);
        view.set("parsed", own);
        view.set("sourceConfig", own);
        view.set("resolved", onDisk);
        view.put("valid", !(reading.result() instanceof LoadResult.Invalid));
        view.set("runtimeConfig", running);
        view.set("config", onDisk);
        view.put("hash", reading.hash());
        view.set("issues", reading.result() instanceof LoadResult.Invalid invalid ? issues(invalid.problems()) : Json.array());
        view.set("warnings", warnings);
        view.putArray("legacyIssues");
        return view.put("configRevisionHash", revision).put("appliedConfigHash", file.revision(inForce));
    }

    /** As the protocol has them; the document itself has the empty path. */
    static ArrayNode issues(List<Problem> problems) {
        ArrayNode issues = Json.array();
        for (Problem problem : problems) {
            ObjectNode issue = issues.addObject()
                    .put("path", problem.path().equals(Problem.ROOT) ? "" : problem.path())
                    .put("message", problem.message());
            if (!problem.allowed().isEmpty()) {
                ArrayNode allowed = issue.putArray("allowedValues");
                problem.allowed().forEach(allowed::add);
                issue.put("allowedValuesHiddenCount", 0);
            }
            if (problem.line() > 0) {
                issue.put("line", problem.line()).put("column", problem.column());
            }
        }
        return issues;
    }

    /** Whether a list of that name is there, but not in the file itself. */
    private static boolean onlyIncluded(JsonNode own, JsonNode whole, List<String> names) {
        return names.stream().noneMatch(own::has) && whole.has(names.getFirst());
    }

    // A text that can't be parsed can't be cleaned of secrets either, so nothing of it is shown.
    private static String withoutSecrets(String text) {
        try {
            return Redaction.redact(text);
        } catch (Json5Exception e) {
            return null;
        }
    }
}
