package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.outbound.Outbound;

/** Whether the authorities that the operator named can be used, and whether certificates are checked at all. */
final class ExtraCertificates implements Check {

    @Override
    public String id() {
        return "core/doctor/certificates";
    }

    @Override
    public List<Finding> run(Instance instance) {
        Optional<String> warning =
                Outbound.warning(name -> instance.environment().get(name).orElse(null), instance.paths().dev());
        if (warning.isPresent()) {
            return List.of(Finding.warning("Certificates: NODE_TLS_REJECT_UNAUTHORIZED=0 is set").detail(warning.get()));
        }
        return instance.outbound().extraAuthorities().map(ExtraCertificates::finding).map(List::of).orElse(List.of());
    }

    private static Finding finding(Outbound.ExtraAuthorities extra) {
        try {
            return Finding.ok("Certificates: " + extra.count() + " more authorities from " + extra.variable())
                    .fact("file: " + extra.file());
        } catch (IOException e) {
            return Finding.error("Certificates: the file in " + extra.variable() + " can't be used")
                    .detail(extra.file() + ": " + e.getMessage())
                    .detail("It must be a PEM file this user can read; only the usual authorities are believed until then.");
        }
    }
}
