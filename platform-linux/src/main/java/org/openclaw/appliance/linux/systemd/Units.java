package org.openclaw.appliance.linux.systemd;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a service's definition: the manager says which files count; where it can't be reached, the directories do. */
final class Units {

    private final UnitDirectories directories;
    private final Systemctl systemctl;

    Units(UnitDirectories directories, Systemctl systemctl) {
        this.directories = directories;
        this.systemctl = systemctl;
    }

    UnitDirectories directories() {
        return directories;
    }

    /** The definition of a service, the user's before the system's; empty where neither has one. */
    Optional<Definition> find(String service) {
        return UnitName.of(service).flatMap(unit -> find(Manager.USER, unit).or(() -> find(Manager.SYSTEM, unit)));
    }

    Optional<Definition> find(Manager manager, String unit) {
        Map<String, String> known = systemctl.show(manager, unit, "Id,FragmentPath,DropInPaths");
        String fragment = known.getOrDefault("FragmentPath", "");
        if (fragment.startsWith("/")) {
            List<Path> dropIns = Arrays.stream(known.getOrDefault("DropInPaths", "").split("\\s+"))
                    .filter(path -> path.startsWith("/"))
                    .map(Path::of)
                    .toList();
            return Definition.read(manager, known.getOrDefault("Id", unit), Path.of(fragment), dropIns);
        }
        return directories
                .file(manager, unit)
                .flatMap(file -> Definition.read(manager, unit, file, directories.dropIns(manager, unit)));
    }

    boolean isEnabled(Definition definition) {
        String state = systemctl.show(definition.manager(), definition.unit(), "UnitFileState")
                .getOrDefault("UnitFileState", "");
        return state.isEmpty()
                ? directories.isEnabled(definition.manager(), definition.unit())
                : state.startsWith("enabled") || state.equals("static");
    }
}
