package org.openclaw.appliance.doctor;

import java.util.List;
import org.openclaw.appliance.config.GatewayOverrides;
import org.openclaw.appliance.config.GatewaySettings;
import org.openclaw.appliance.config.LoadResult;
import org.openclaw.appliance.config.StartRefusal;

/** Whether a gateway would start with this configuration and environment. */
final class GatewayStart implements Check {

    @Override
    public String id() {
        return "core/doctor/gateway-config";
    }

    @Override
    public List<Finding> run(Instance instance) {
        if (!(instance.loaded() instanceof LoadResult.Loaded valid)) {
            return List.of();
        }
        if (instance.isRemote()) {
            return List.of(Finding.info("Gateway settings: commands use a gateway elsewhere").at("gateway.mode")
                    .fact("gateway.remote.url: " + instance.text("gateway.remote.url").orElse("not set")));
        }
        try {
            boolean inContainer = instance.platform().hostFacts().inContainer();
            GatewaySettings settings =
                    GatewaySettings.of(valid, instance.paths(), instance.process(), GatewayOverrides.NONE, inContainer);
            return List.of(Finding.ok("Gateway settings: bind=" + settings.bind().mode() + ", port=" + settings.port()
                            + ", auth=" + settings.auth().mode().wireName())
                    .fact("bind from: " + settings.bind().source(), "port from: " + settings.portSource()));
        } catch (StartRefusal e) {
            return List.of(refused(e.getMessage()));
        }
    }

    private static Finding refused(String message) {
        Finding finding = Finding.error("Gateway settings: the gateway would refuse to start").details(message.lines().toList());
        return message.contains("gateway.mode=local")
                ? finding.at("gateway.mode").detail("For a gateway on this machine: `openclaw config set gateway.mode local`.")
                : finding;
    }
}
