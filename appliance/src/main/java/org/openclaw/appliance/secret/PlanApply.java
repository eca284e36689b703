package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.openclaw.appliance.config.ConfigFile;
import org.openclaw.appliance.config.Draft;
import org.openclaw.appliance.config.Environment;
import org.openclaw.appliance.config.Json5;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Reading;
import org.openclaw.appliance.config.StatePaths;
import org.openclaw.appliance.config.WriteResult;
import org.openclaw.appliance.protocol.Json;

/**
 * Carries a plan out. Nothing is written before all of it is checked. References are written before plain text is removed,
 * and each file in one step, so that whenever the process is killed every secret can still be had; applying the plan again
 * completes it.
 */
public final class PlanApply {

    private final StatePaths paths;
    private final ConfigFile file;
    private final SecretStore store;

    public PlanApply(StatePaths paths, Environment environment, Clock clock) {
        this.paths = paths;
        this.file = new ConfigFile(paths, environment);
        this.store = new SecretStore(paths, clock);
    }

    /** What is allowed. @param programs whether exec providers may be run */
    public record Permission(boolean write, boolean programs) {}

    /**
     * What came of it.
     *
     * @param wrote whether anything was to be written at all
     * @param changed the files that were, or would be, changed
     * @param droppedCopies copies of the configuration that were removed, as they held what has moved
     */
    public record Outcome(boolean wrote, List<Path> changed, int checked, int skipped, int droppedCopies) {

        public Outcome {
            changed = List.copyOf(changed);
        }

        public ObjectNode json() {
            ObjectNode json = Json.object().put("ok", true).put("mode", wrote ? "write" : "dry-run");
            json.put("changed", !changed.isEmpty());
            json.set("changedFiles", Json.tree(changed.stream().map(Path::toString).toList()));
            json.putObject("checks").put("resolvability", true).put("resolvabilityComplete", skipped == 0);
            return json.put("refsChecked", checked).put("skippedExecRefs", skipped).put("removedBackups", droppedCopies);
        }
    }

    /** @throws PlanException when it can't be carried out; nothing is changed then */
    public Outcome run(Path planFile, Permission permission) throws PlanException {
        return run(PlanFile.read(planFile), permission);
    }

    Outcome run(Plan plan, Permission permission) throws PlanException {
        if (permission.write() && plan.needsPrograms() && !permission.programs()) {
            throw new PlanException("The plan has exec secrets or providers, so programs would be run. Allow it with --allow-exec.");
        }
        try {
            Reading base = file.read();
            if (!(base.result() instanceof LoadResult.Loaded)) {
                throw new PlanException("Cannot apply secrets plan: config is "
                        + (base.result() instanceof LoadResult.Missing ? "missing" : "invalid") + ".");
            }
            PlanPreflight preflight = new PlanPreflight(plan, file, store);
            Draft.Ready draft = preflight.draft(base);
            PlanPreflight.Verdict verdict =
                    preflight.check(draft.result().config(), draft.result().environment(), permission.programs());
            PlanChanges changes = PlanChanges.of(plan, paths, base.tree(), tree(draft));
            List<Path> changed = new ArrayList<>(changes.profiles().keySet());
            if (!draft.changedPaths().isEmpty()) {
                changed.add(file.path());
            }
            changed.addAll(changes.environment().keySet());
            int dropped = permission.write() ? write(draft, changes) : 0;
            return new Outcome(permission.write(), changed, verdict.checked(), verdict.skipped(), dropped);
        } catch (IOException e) {
            throw new PlanException("Cannot apply secrets plan: " + e.getMessage());
        }
    }

    private static JsonNode tree(Draft.Ready draft) throws IOException {
        try {
            return Json5.parse(draft.text());
        } catch (Json5Exception e) {
            throw new IOException("the configuration can't be read: " + e.getMessage());
        }
    }

    private int write(Draft.Ready draft, PlanChanges changes) throws IOException, PlanException {
        Map<Path, Optional<String>> before = new LinkedHashMap<>();
        try {
            for (Map.Entry<Path, String> profile : changes.profiles().entrySet()) {
                before.put(profile.getKey(), content(profile.getKey()));
                PlanChanges.write(profile.getKey(), profile.getValue());
            }
            commit(draft);
        } catch (IOException | PlanException e) {
            restore(before);
            throw e;
        }
        for (Map.Entry<Path, String> env : changes.environment().entrySet()) {
            EnvFiles.write(env.getKey(), env.getValue());
        }
        return changes.dropOldCopies();
    }

    private void commit(Draft.Ready draft) throws IOException, PlanException {
        switch (file.commit(draft)) {
            case WriteResult.Written written -> { }
            case WriteResult.Stale stale -> throw new PlanException(
                    "The configuration was changed by somebody else meanwhile; nothing was written. Try again.");
            case WriteResult.Refused refused -> throw new PlanException(
                    "Cannot apply secrets plan: " + refused.problems().getFirst().text());
        }
    }

    private static Optional<String> content(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    private static void restore(Map<Path, Optional<String>> before) throws IOException {
        for (Map.Entry<Path, Optional<String>> entry : before.entrySet()) {
            if (entry.getValue().isPresent()) {
                PlanChanges.write(entry.getKey(), entry.getValue().get());
            } else {
                Files.deleteIfExists(entry.getKey());
            }
        }
    }
}
