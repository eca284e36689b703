package org.openclaw.appliance.doctor;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.StatePaths;

/** Whether the instance still lives in the directory of an older product name; takes it over as a copy. */
final class LegacyHome implements Check {

    @Override
    public String id() {
        return "core/doctor/legacy-state";
    }

    @Override
    public List<Finding> run(Instance instance) {
        StatePaths paths = instance.paths();
        String suffix = paths.profile().map(name -> "-" + name).orElse("");
        Path current = instance.process().home().resolve(".openclaw" + suffix);
        Path old = instance.process().home().resolve(".clawdbot" + suffix);
        if (!paths.legacy()) {
            return Files.isDirectory(old) && paths.stateDir().equals(current)
                    ? List.of(Finding.ok("State directory: " + current)
                            .fact(old + " is an older one; nothing reads it or writes to it"))
                    : List.of(Finding.ok("State directory: " + paths.stateDir()));
        }
        return List.of(Finding.warning("State directory: " + old + ", under an older name of this product")
                .detail("It works, but " + current + " is where programs and guides look.")
                .fixedBy(new Fix("copies it to " + current + " and leaves the original as it is",
                        () -> move(old, current, instance))));
    }

    private static String move(Path old, Path current, Instance instance) throws FixException {
        if (LockHolder.isHeld(instance.paths().runDir())) {
            throw new FixException("A gateway runs on " + old + ". Stop it with `openclaw gateway stop`, then run doctor again.");
        }
        Optional<Path> workspace = separateWorkspace(instance);
        try {
            TreeCopy.of(old, current, instance.clock()).run(copy -> {
                Path oldConfig = copy.resolve("clawdbot.json");
                if (Files.exists(oldConfig) && Files.notExists(copy.resolve("openclaw.json"))) {
                    Files.move(oldConfig, copy.resolve("openclaw.json"));
                }
            });
        } catch (IOException e) {
            throw new FixException(old + " could not be copied to " + current + " (" + e.getMessage()
                    + "); the original is untouched.");
        }
        return "Copied " + old + " to " + current + "; the original is untouched and no longer used."
                + workspace.map(place -> " " + keepWorkspace(place, instance)).orElse("");
    }

    /** A workspace that lies beside the old directory and would be out of sight from the new one. */
    private static Optional<Path> separateWorkspace(Instance instance) {
        Path workspace = instance.paths().workspace();
        boolean named = instance.text("agents.defaults.workspace").isPresent()
                || instance.process().get("OPENCLAW_WORKSPACE_DIR").isPresent();
        boolean beside = !workspace.startsWith(instance.paths().stateDir());
        return !named && beside && Files.isDirectory(workspace) ? Optional.of(workspace) : Optional.empty();
    }

    private static String keepWorkspace(Path workspace, Instance instance) {
        StatePaths moved = StatePaths.of(instance.process(), instance.paths().profile(), instance.paths().dev());
        Instance after = Instance.of(
                instance.process(), moved, instance.platform(), instance.door(), instance.clock(), instance.deep());
        try {
            ConfigEdit.apply(after, file -> file.set("agents.defaults.workspace", TextNode.valueOf(workspace.toString())));
            return "The workspace stays at " + workspace + ".";
        } catch (FixException e) {
            return "To keep the workspace: `openclaw config set agents.defaults.workspace " + workspace + "`.";
        }
    }
}
