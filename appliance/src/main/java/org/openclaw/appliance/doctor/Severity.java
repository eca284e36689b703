package org.openclaw.appliance.doctor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How bad a finding is. In ascending order. */
public enum Severity {
    /** All is well. */
    OK("✓"),
    /** Worth knowing, nothing to do. */
    INFO("✓"),
    /** Works, but not as well as it could, or not for long. */
    WARNING("!"),
    /** Doesn't work. */
    ERROR("✗");

    private final String mark;

    Severity(String mark) {
        this.mark = mark;
    }

    /** One character at the beginning of the line. */
    public String mark() {
        return mark;
    }

    /** {@code info}, {@code warning}, {@code error}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A threshold as people write it; empty for anything else. */
    public static Optional<Severity> of(String wireName) {
        return Arrays.stream(values())
                .filter(severity -> severity != OK && severity.wireName().equals(wireName))
                .findFirst();
    }

    public boolean atLeast(Severity other) {
        return compareTo(other) >= 0;
    }
}
