package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.OtherService.Kind;
import org.openclaw.appliance.platform.ServicePlan;

/** Looks through the directories of units for gateways of any origin. */
final class GatewayUnits {

    private static final Pattern PRODUCT = Pattern.compile("(?:open|molt)claw|clawdbot|moltbot", Pattern.CASE_INSENSITIVE);
    private static final Pattern ORDER = Pattern.compile("\\b(?:gateway|daemon)\\b");
    private static final String OLD_MARKER = "CLAWDBOT_SERVICE_MARKER";

    private final UnitDirectories directories;
    private final Systemctl systemctl;

    GatewayUnits(UnitDirectories directories, Systemctl systemctl) {
        this.directories = directories;
        this.systemctl = systemctl;
    }

    /** @param deep whether to look at the system's units and those of all users too */
    List<OtherService> find(boolean deep) {
        List<OtherService> found = new ArrayList<>(find(Manager.USER, deep));
        if (deep) {
            found.addAll(find(Manager.SYSTEM, true));
        }
        return found;
    }

    private List<OtherService> find(Manager manager, boolean deep) {
        List<Path> searched = directories.searched(manager);
        List<Candidate> candidates = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (Path directory : deep ? searched : searched.subList(0, 1)) {
            for (Path file : UnitDirectories.list(directory, "*.service")) {
                if (isNew(file, seen)) {
                    candidate(manager, file).ifPresent(candidates::add);
                }
            }
        }
        Set<String> active =
                systemctl.active(manager, candidates.stream().map(Candidate::unit).toList());
        return candidates.stream().map(candidate -> candidate.told(active)).toList();
    }

    /** Links are second names; on many systems a whole directory is another's second name. */
    private static boolean isNew(Path file, Set<Path> seen) {
        try {
            return !Files.isSymbolicLink(file) && Files.isRegularFile(file) && seen.add(file.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<Candidate> candidate(Manager manager, Path file) {
        String unit = file.getFileName().toString();
        return Definition.read(manager, unit, file, directories.dropIns(manager, unit))
                .flatMap(definition -> kind(definition).map(kind -> new Candidate(definition, kind)));
    }

    private static Optional<Kind> kind(Definition definition) {
        Map<String, String> environment = definition.settings().environment();
        boolean old = UnitName.isLegacy(definition.unit()) || environment.containsKey(OLD_MARKER);
        if (!old && !environment.getOrDefault("OPENCLAW_SERVICE_KIND", "gateway").equals("gateway")) {
            return Optional.empty();
        }
        boolean ours = "openclaw".equals(environment.get(ServicePlan.MARKER));
        if (old) {
            return Optional.of(Kind.LEGACY);
        }
        if (ours && isGone(definition.settings().command())) {
            return Optional.of(Kind.STALE);
        }
        if (ours && UnitName.isOwn(definition.unit())) {
            return Optional.of(Kind.PROFILE);
        }
        boolean gateway = ours || UnitName.isOwn(definition.unit()) || runsGateway(definition.settings().command());
        return gateway ? Optional.of(Kind.FOREIGN) : Optional.empty();
    }

    /** Whether a command line starts a gateway of this product or one of its ancestors. */
    static boolean runsGateway(List<String> command) {
        String line = String.join(" ", command);
        return PRODUCT.matcher(line).find() && ORDER.matcher(line).find();
    }

    /** Whether the program, or the script that an interpreter is given, certainly doesn't exist. */
    private static boolean isGone(List<String> command) {
        return command.stream()
                .limit(2)
                .filter(word -> word.startsWith("/"))
                .anyMatch(word -> Files.notExists(Path.of(word)));
    }

    private record Candidate(Definition definition, Kind kind) {

        String unit() {
            return definition.unit();
        }

        OtherService told(Set<String> active) {
            return new OtherService(
                    unit(), definition.file().toString(), kind, active.contains(unit()), cleanup());
        }

        private String cleanup() {
            if (kind != Kind.PROFILE) {
                return Cleanup.command(definition);
            }
            String profile = UnitName.profile(unit()).map(name -> "--profile " + name + " ").orElse("");
            return definition.manager().sudo() + "openclaw " + profile + "gateway uninstall";
        }
    }
}
