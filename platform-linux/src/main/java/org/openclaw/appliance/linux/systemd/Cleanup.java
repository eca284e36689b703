package org.openclaw.appliance.linux.systemd;

import java.nio.file.Path;

/** The command lines that remove units, for people to paste. */
final class Cleanup {

    private Cleanup() {}

    static String command(Definition unit) {
        return command(unit.manager(), unit.unit(), unit.file());
    }

    /** A package's own file is left to the package; the unit is masked instead, so that nothing starts it. */
    static String command(Manager manager, String unit, Path file) {
        String systemctl = manager.systemctl();
        boolean packaged = file.toString().contains("/lib/systemd/") || manager == Manager.USER && file.startsWith("/etc");
        if (packaged) {
            return systemctl + " disable --now " + unit + "; " + systemctl + " mask " + unit;
        }
        return systemctl + " disable --now " + unit + "; " + manager.sudo() + "rm " + quoted(file.toString()) + " && "
                + systemctl + " daemon-reload";
    }

    private static String quoted(String path) {
        return path.matches("[A-Za-z0-9/._@:+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
