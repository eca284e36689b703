package org.openclaw.appliance.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a check found. Holds no secret.
 *
 * @param line one line, {@code Subject: state}
 * @param path the configuration key it is about; empty where there is none
 * @param details what lies behind it and what to do, a line each
 * @param facts where values come from and what was asked; for those who want to know more
 * @param fix what would put it right, where that is safe to do unattended
 */
public record Finding(
        Severity severity, String line, Optional<String> path, List<String> details, List<String> facts, Optional<Fix> fix) {

    public Finding {
        details = List.copyOf(details);
        facts = List.copyOf(facts);
    }

    static Finding ok(String line) {
        return of(Severity.OK, line);
    }

    static Finding info(String line) {
        return of(Severity.INFO, line);
    }

    static Finding warning(String line) {
        return of(Severity.WARNING, line);
    }

    static Finding error(String line) {
        return of(Severity.ERROR, line);
    }

    static Finding of(Severity severity, String line) {
        return new Finding(severity, line, Optional.empty(), List.of(), List.of(), Optional.empty());
    }

    /** The same, taken more or less seriously. */
    Finding as(Severity other) {
        return new Finding(other, line, path, details, facts, fix);
    }

    /** The same, about a key of the configuration. */
    Finding at(String key) {
        return new Finding(severity, line, Optional.of(key), details, facts, fix);
    }

    Finding detail(String... more) {
        return details(List.of(more));
    }

    Finding details(List<String> more) {
        return new Finding(severity, line, path, joined(details, more), facts, fix);
    }

    Finding fact(String... more) {
        return new Finding(severity, line, path, details, joined(facts, List.of(more)), fix);
    }

    Finding fixedBy(Fix remedy) {
        return new Finding(severity, line, path, details, facts, Optional.of(remedy));
    }

    private static List<String> joined(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }
}
