package org.openclaw.appliance.doctor;

import java.util.List;

/** The Java runtime that runs this. */
final class JavaRuntime implements Check {

    private static final int OLDEST = 25;

    @Override
    public String id() {
        return "core/doctor/runtime";
    }

    @Override
    public List<Finding> run(Instance instance) {
        String vendor = System.getProperty("java.vendor", "unknown vendor");
        String line = "Java runtime: " + Runtime.version() + " (" + vendor + ")";
        Finding finding = Runtime.version().feature() >= OLDEST
                ? Finding.ok(line)
                : Finding.error(line).detail("Java " + OLDEST + " or later is needed; the distribution brings its own.");
        return List.of(finding.fact("java.home: " + System.getProperty("java.home")));
    }
}
