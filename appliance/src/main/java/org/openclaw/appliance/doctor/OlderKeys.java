package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.Json5Exception;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.OlderSpellings;

/** Whether the configuration file writes keys as older versions did; writes them anew when asked. */
final class OlderKeys implements Check {

    @Override
    public String id() {
        return "core/doctor/older-keys";
    }

    @Override
    public List<Finding> run(Instance instance) {
        OlderSpellings older = spellings(instance);
        if (older.keys().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        older.keys().forEach((old, now) -> lines.add(old + " is written " + now + " now"));
        return List.of(Finding.info("Configuration keys: " + older.keys().size() + " in an older spelling, still honoured")
                .details(lines)
                .fixedBy(new Fix("writes them anew", () -> rewrite(instance))));
    }

    private static OlderSpellings spellings(Instance instance) {
        try {
            Optional<String> text = instance.loaded() instanceof LoadResult.Loaded
                    ? instance.configFile().text()
                    : Optional.empty();
            return OlderSpellings.in(text.orElse("{}"));
        } catch (IOException | Json5Exception e) {
            throw new IllegalStateException("a configuration that was valid can't be read again", e);
        }
    }

    private static String rewrite(Instance instance) throws FixException {
        OlderSpellings older = spellings(instance);
        ConfigEdit.apply(instance, file -> file.patch(older.patch()));
        return "Wrote anew: " + String.join(", ", older.keys().keySet()) + "; the file before is kept as "
                + instance.paths().configFile().getFileName() + ".bak.";
    }
}
