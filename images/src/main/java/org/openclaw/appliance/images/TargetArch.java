package org.openclaw.appliance.images;

import java.util.Locale;

/** The processors a distribution is made for, and what each native library's authors call them. */
enum TargetArch {
    AMD64("amd64", "x86_64", "linux-x86-64", "x86_64"),
    ARM64("arm64", "aarch64", "linux-aarch64", "armv8_64");

    /** Debian's word; it names the tar file. */
    final String label;
    final String sqlite;
    final String jna;
    final String serial;

    TargetArch(String label, String sqlite, String jna, String serial) {
        this.label = label;
        this.sqlite = sqlite;
        this.jna = jna;
        this.serial = serial;
    }

    /** jlink and class archives work only for the machine they run on, so the target is this machine. */
    static TargetArch current() {
        String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> AMD64;
            case "aarch64", "arm64" -> ARM64;
            default -> throw new AssemblyException("No distribution is defined for the processor '" + name
                    + "'; known are amd64 and arm64.");
        };
    }
}
