package org.openclaw.appliance.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.ServiceException;
import org.openclaw.appliance.platform.ServiceSupervisor;

/** Services on this machine that look like a gateway and aren't this instance's. */
final class OtherServices implements Check {

    @Override
    public String id() {
        return "core/doctor/other-services";
    }

    @Override
    public List<Finding> run(Instance instance) {
        ServiceSupervisor services = instance.platform().serviceSupervisor();
        String own = services.serviceName(instance.serviceProfile());
        List<Finding> findings = new ArrayList<>();
        for (OtherService other : services.others(instance.deep())) {
            if (!other.name().replaceFirst("\\.service$", "").equals(own)) {
                finding(other, services, instance).ifPresent(findings::add);
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok("Other services: none that gets in the way")
                        .fact(instance.deep() ? "looked at the whole machine" : "looked at this user's services; --deep looks at all"))
                : findings;
    }

    private static Optional<Finding> finding(OtherService other, ServiceSupervisor services, Instance instance) {
        String subject = "Other services: " + other.name() + (other.active() ? " runs" : " is installed");
        String remove = "Remove it with: " + other.cleanup();
        return switch (other.kind()) {
            case PROFILE -> Optional.empty();
            case LEGACY -> Optional.of(retirable(
                    Finding.warning(subject + " under an older name of this product").detail(other.where()).detail(remove),
                    other, services, instance));
            case STALE -> Optional.of(Finding.warning(subject + ", but its program is gone")
                    .detail(other.where()).detail(remove));
            case FOREIGN -> Optional.of(Finding.warning(subject + " and looks like a gateway")
                    .detail(other.where()).detail("If it isn't meant to be there: " + other.cleanup()));
        };
    }

    private static Finding retirable(Finding finding, OtherService other, ServiceSupervisor services, Instance instance) {
        boolean readOnly = instance.process().get("OPENCLAW_SERVICE_REPAIR_POLICY")
                .filter(policy -> policy.toLowerCase(Locale.ROOT).equals("external"))
                .isPresent();
        return readOnly
                ? finding.detail("It stays as it is: OPENCLAW_SERVICE_REPAIR_POLICY=external.")
                : finding.fixedBy(new Fix("stops it and removes it", () -> retire(other, services, instance)));
    }

    private static String retire(OtherService other, ServiceSupervisor services, Instance instance)
            throws FixException, InterruptedException {
        Path copy = Keepsake.of(instance).keep(other.where());
        try {
            List<String> steps = new ArrayList<>();
            services.uninstall(other.name(), steps::add);
            return String.join(" ", steps) + " A copy of it is in " + copy + ".";
        } catch (ServiceException e) {
            throw new FixException(e.getMessage() + " Do it by hand: " + other.cleanup());
        }
    }
}
