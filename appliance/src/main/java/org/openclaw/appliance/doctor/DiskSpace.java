package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openclaw.appliance.file.ReadOnlyDisk;

/** Whether the disk that holds the state can take more. */
final class DiskSpace implements Check {

    private static final long MIB = 1024 * 1024;
    private static final long SCARCE = 200 * MIB;
    private static final long NONE = 20 * MIB;

    @Override
    public String id() {
        return "core/doctor/disk-space";
    }

    @Override
    public List<Finding> run(Instance instance) {
        Path place = instance.paths().stateDir().toAbsolutePath();
        while (place.getParent() != null && Files.notExists(place)) {
            place = place.getParent();
        }
        try {
            FileStore disk = Files.getFileStore(place);
            boolean own = place.equals(instance.paths().stateDir().toAbsolutePath());
            boolean readOnly = own ? ReadOnlyDisk.refusesWritesAt(place) : ReadOnlyDisk.isAt(place);
            return List.of(finding(disk, place, readOnly).fact("disk: " + disk));
        } catch (IOException e) {
            return List.of(Finding.warning("Disk: it can't be asked about " + place));
        }
    }

    private static Finding finding(FileStore disk, Path place, boolean readOnly) throws IOException {
        long free = disk.getUsableSpace();
        String line = "Disk: " + free / MIB + " MB free for " + place;
        if (readOnly) {
            return Finding.error("Disk: read-only at " + place)
                    .detail("The gateway can't keep anything. A card that turns read-only by itself is often worn out.");
        }
        if (free < NONE) {
            String state = free < MIB ? "The gateway can't keep anything." : "It is all but full.";
            return Finding.error(line).detail(state + " Delete something, logs first.");
        }
        return free < SCARCE ? Finding.warning(line).detail("It won't last long. Delete something, logs first.") : Finding.ok(line);
    }
}
