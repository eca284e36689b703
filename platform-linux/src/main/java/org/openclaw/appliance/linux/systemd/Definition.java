package org.openclaw.appliance.linux.systemd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A unit's definition as files have it.
 *
 * @param manager whose unit it is
 * @param unit its name with suffix
 * @param file the file that defines it
 * @param dropIns files that change it, in their order
 * @param written what the file says
 * @param settings what holds with the drop-ins applied
 */
record Definition(
        Manager manager, String unit, Path file, List<Path> dropIns, UnitSettings written, UnitSettings settings) {

    /** Reads it; empty where the file is missing, unreadable or too large to be a unit. */
    static Optional<Definition> read(Manager manager, String unit, Path file, List<Path> dropIns) {
        Optional<String> text = text(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> texts = new ArrayList<>(List.of(text.get()));
        dropIns.stream().map(Definition::text).flatMap(Optional::stream).forEach(texts::add);
        UnitSettings written = UnitSettings.of(List.of(text.get()));
        return Optional.of(new Definition(manager, unit, file, dropIns, written, UnitSettings.of(texts)));
    }

    private static Optional<String> text(Path file) {
        try {
            return new DurableFile(file, "").read();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
