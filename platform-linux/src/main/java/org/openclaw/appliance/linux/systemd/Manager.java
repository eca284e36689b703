package org.openclaw.appliance.linux.systemd;

import java.util.Locale;

/** The two kinds of systemd managers: each user's own, and the system's. */
enum Manager {
    USER,
    SYSTEM;

    /** The option of systemd's tools that chooses it. */
    String option() {
        return "--" + name().toLowerCase(Locale.ROOT);
    }

    /** What people put before a command that changes something there. */
    String sudo() {
        return this == SYSTEM ? "sudo " : "";
    }

    /** {@code systemctl} as people type it to change something there. */
    String systemctl() {
        return this == SYSTEM ? "sudo systemctl" : "systemctl --user";
    }

    /** {@code journalctl} for a unit, as people type it. */
    String journal(String unit) {
        return "journalctl " + (this == SYSTEM ? "" : "--user ") + "-u " + unit + " -n 50";
    }
}
