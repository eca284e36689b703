package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.Problem;

/** Whether the gateway would accept the configuration file; puts back the last one it ran with. */
final class ConfigurationFile implements Check {

    private static final int MOST_SHOWN = 20;
    private static final String SUBJECT = "Configuration file: ";

    @Override
    public String id() {
        return "core/doctor/config-file";
    }

    @Override
    public List<Finding> run(Instance instance) {
        Finding finding = switch (instance.loaded()) {
            case LoadResult.Loaded valid -> valid(valid);
            case LoadResult.Invalid invalid -> invalid(invalid, instance);
            case LoadResult.Missing missing -> restorable(
                    Finding.warning(SUBJECT + "missing")
                            .detail("There is none at " + missing.file() + "; `openclaw setup` writes one."),
                    instance);
        };
        return List.of(finding.fact("file: " + instance.paths().configFile()));
    }

    private static Finding valid(LoadResult.Loaded valid) {
        Finding finding = valid.warnings().isEmpty()
                ? Finding.ok(SUBJECT + "valid")
                : Finding.warning(SUBJECT + "valid, with remarks").details(texts(valid.warnings()));
        if (valid.inertKeys().isEmpty()) {
            return finding;
        }
        return finding.fact("accepted, without effect here: " + String.join(", ", valid.inertKeys()));
    }

    private static Finding invalid(LoadResult.Invalid invalid, Instance instance) {
        Finding finding = Finding.error(SUBJECT + "invalid").details(texts(invalid.problems()));
        Problem first = invalid.problems().getFirst();
        return restorable(first.path().equals(Problem.ROOT) ? finding : finding.at(first.path()), instance);
    }

    private static List<String> texts(List<Problem> problems) {
        List<String> shown = problems.stream().limit(MOST_SHOWN).map(ConfigurationFile::text).collect(Collectors.toList());
        if (problems.size() > MOST_SHOWN) {
            shown.add("and " + (problems.size() - MOST_SHOWN) + " more; `openclaw config validate` shows all");
        }
        return shown;
    }

    private static String text(Problem problem) {
        return problem.allowed().isEmpty()
                ? problem.text()
                : problem.text() + " (allowed: " + String.join(", ", problem.allowed()) + ")";
    }

    private static Finding restorable(Finding finding, Instance instance) {
        Path file = instance.paths().configFile();
        Path good = file.resolveSibling(file.getFileName() + ".last-good");
        Optional<String> text = text(good).filter(kept -> instance.configFile().look(kept) instanceof LoadResult.Loaded);
        return text.map(kept -> finding.detail("The configuration that the gateway last ran with is in " + good + ".")
                        .fixedBy(new Fix("puts that one back", () -> restore(instance, kept, good))))
                .orElse(finding);
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String restore(Instance instance, String text, Path good) throws FixException {
        Path file = instance.paths().configFile();
        boolean replaced = Files.exists(file);
        ConfigEdit.apply(instance, config -> config.write(text, Optional.empty()));
        return "Put " + good.getFileName() + " back as " + file
                + (replaced ? "; the broken file is kept as " + file.getFileName() + ".bak." : ".");
    }
}
