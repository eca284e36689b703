package org.openclaw.appliance.doctor;

import java.util.List;
import org.openclaw.appliance.config.GatewayBind;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StartRefusal;
import org.openclaw.appliance.platform.Firewall;

/** Whether this machine's firewall keeps other machines from a gateway that listens for them. Changes no rule. */
final class FirewallCheck implements Check {

    @Override
    public String id() {
        return "core/doctor/firewall";
    }

    @Override
    public List<Finding> run(Instance instance) {
        if (instance.isRemote() || !listensForOthers(instance)) {
            return List.of();
        }
        int port = instance.port().number();
        List<Firewall.Finding> filters = instance.platform().firewall().look(port);
        return filters.isEmpty()
                ? List.of(Finding.ok("Firewall: none found on this machine")
                        .fact("a router or a cloud's own firewall may still be in the way"))
                : filters.stream().map(filter -> finding(filter, port)).toList();
    }

    private static boolean listensForOthers(Instance instance) {
        if (!(instance.loaded() instanceof LoadResult.Loaded valid)) {
            return false;
        }
        try {
            boolean inContainer = instance.platform().hostFacts().inContainer();
            GatewayBind bind = GatewaySettings.of(
                            valid, instance.paths(), instance.process(), GatewayOverrides.NONE, inContainer)
                    .bind();
            return !bind.loopbackOnly();
        } catch (StartRefusal e) {
            // Another check tells that.
            return false;
        }
    }

    private static Finding finding(Firewall.Finding filter, int port) {
        String subject = "Firewall: " + filter.filter();
        return switch (filter.reach()) {
            case OPEN -> Finding.ok(subject + " lets other machines reach port " + port);
            case CLOSED -> Finding.warning(subject + " keeps other machines from port " + port)
                    .at("gateway.bind")
                    .detail("To let them in: " + filter.allow());
            case UNKNOWN -> Finding.info(subject + " is on; whether it lets other machines reach port " + port + " can't be told")
                    .detail("If they can't: " + filter.allow());
        };
    }
}
