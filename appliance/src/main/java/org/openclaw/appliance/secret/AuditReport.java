package org.openclaw.appliance.secret;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.openclaw.appliance.protocol.Json;

/** What an audit of secrets found. Contains no secret. Used by one thread. */
public final class AuditReport {

    /** Kinds of findings. */
    public enum Code {
        /** A secret as plain text. */
        PLAINTEXT_FOUND,
        /** A reference that leads nowhere. */
        REF_UNRESOLVED,
        /** A reference that another credential takes precedence over. */
        REF_SHADOWED,
        /** A stored secret that is plain text elsewhere, too. */
        STORE_PLAINTEXT_RESIDUE,
        /** What an older program left. */
        LEGACY_RESIDUE,
        /** The text that is shown in the place of a secret, kept as one. */
        PLACEHOLDER_VALUE
    }

    /** @param place the key, variable or entry in the file; may be empty */
    public record Finding(Code code, Path file, String place, String message) {}

    private final List<Finding> findings = new ArrayList<>();
    private final Set<Path> scanned = new LinkedHashSet<>();
    private int checked;
    private int skipped;

    void scanned(Path file) {
        scanned.add(file);
    }

    void add(Code code, Path file, String place, String message) {
        findings.add(new Finding(code, file, place, message));
    }

    void resolved() {
        checked++;
    }

    void skipped() {
        skipped++;
    }

    void unresolved(boolean placeholder, Path file, String place, String message) {
        checked++;
        add(placeholder ? Code.PLACEHOLDER_VALUE : Code.REF_UNRESOLVED, file, place, message);
    }

    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** References that could not be checked without running a program. */
    public int skippedPrograms() {
        return skipped;
    }

    /** {@code clean}, {@code findings} or {@code unresolved}. */
    public String status() {
        if (unresolved() > 0) {
            return "unresolved";
        }
        return findings.isEmpty() ? "clean" : "findings";
    }

    public ObjectNode json() {
        ObjectNode json = Json.object().put("version", 1).put("status", status());
        json.putObject("resolution")
                .put("refsChecked", checked)
                .put("skippedExecRefs", skipped)
                .put("resolvabilityComplete", skipped == 0);
        json.set("filesScanned", Json.tree(scanned.stream().map(Path::toString).toList()));
        json.putObject("summary")
                .put("plaintextCount", count(Code.PLAINTEXT_FOUND))
                .put("unresolvedRefCount", unresolved())
                .put("shadowedRefCount", count(Code.REF_SHADOWED))
                .put("storeResidueCount", count(Code.STORE_PLAINTEXT_RESIDUE))
                .put("legacyResidueCount", count(Code.LEGACY_RESIDUE));
        ArrayNode list = json.putArray("findings");
        for (Finding finding : findings) {
            list.addObject()
                    .put("code", finding.code().name())
                    .put("severity", severity(finding.code()))
                    .put("file", finding.file().toString())
                    .put("jsonPath", finding.place())
                    .put("message", finding.message());
        }
        return json;
    }

    private static String severity(Code code) {
        return switch (code) {
            case REF_UNRESOLVED, PLACEHOLDER_VALUE -> "error";
            case PLAINTEXT_FOUND, REF_SHADOWED, STORE_PLAINTEXT_RESIDUE -> "warn";
            case LEGACY_RESIDUE -> "info";
        };
    }

    private int unresolved() {
        return count(Code.REF_UNRESOLVED) + count(Code.PLACEHOLDER_VALUE);
    }

    private int count(Code code) {
        return (int) findings.stream().filter(finding -> finding.code() == code).count();
    }
}
