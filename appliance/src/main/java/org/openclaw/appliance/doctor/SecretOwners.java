package org.openclaw.appliance.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.config.ResolvedSecrets;

/** Whether every secret the configuration refers to can be had from here, and who goes without. */
final class SecretOwners implements Check {

    private static final int MOST_PATHS = 3;

    @Override
    public String id() {
        return "core/doctor/secrets";
    }

    @Override
    public List<Finding> run(Instance instance) {
        Optional<Config> config = instance.config();
        if (config.isEmpty()) {
            return List.of();
        }
        ResolvedSecrets secrets = config.get().secrets();
        if (secrets.degraded().isEmpty()) {
            int count = secrets.byPath().size() + secrets.byProvider().size();
            return count == 0 ? List.of() : List.of(Finding.ok("Secrets: all " + count + " references resolve"));
        }
        List<Finding> findings = new ArrayList<>();
        for (ResolvedSecrets.DegradedOwner owner : secrets.degraded()) {
            findings.add(Finding.error("Secrets: " + owner.kind() + " " + owner.id() + " is unavailable")
                    .at(owner.paths().getFirst())
                    .detail(owner.reason() + ". Then run: openclaw secrets reload")
                    .fact("needed by: " + paths(owner.paths())));
        }
        return findings;
    }

    private static String paths(List<String> paths) {
        String first = String.join(", ", paths.subList(0, Math.min(MOST_PATHS, paths.size())));
        return paths.size() > MOST_PATHS ? first + " and " + (paths.size() - MOST_PATHS) + " more" : first;
    }
}
