package org.openclaw.appliance.doctor;

import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.client.Target;

/** Whether the gateway lets this machine's commands in. */
final class GatewayHealth implements Check {

    private static final String SUBJECT = "Gateway connection: ";

    @Override
    public String id() {
        return "core/doctor/gateway-health";
    }

    @Override
    public List<Finding> run(Instance instance) throws InterruptedException {
        Target target;
        try {
            target = instance.door().target();
        } catch (ClientException e) {
            return List.of(Finding.error(SUBJECT + "failed").detail("Error: " + e.getMessage()).details(e.hints()));
        }
        String probed = "probed: " + target.printable() + " (" + target.source() + ")";
        try (GatewayConnection gateway = instance.door().look()) {
            String version = gateway.hello().path("server").path("version").asText("unknown");
            return List.of(Finding.ok(SUBJECT + "ok").fact(probed, "gateway version: " + version));
        } catch (ClientException e) {
            return List.of(failed(e, target, instance).fact(probed));
        }
    }

    private static Finding failed(ClientException e, Target target, Instance instance) {
        if (e.stillStarting()) {
            return Finding.warning(SUBJECT + "it is still starting").detail("Look again in a few seconds.");
        }
        if (e.reason() != ClientException.Reason.UNREACHABLE || !e.code().matches("E[A-Z]+")) {
            return Finding.error(SUBJECT + "failed").detail("Error: " + e.getMessage()).details(e.hints());
        }
        Finding finding = Finding.error(SUBJECT + "failed").detail("Error: " + e.code() + " " + target.authority());
        return finding.details(instance.isRemote() ? e.hints() : List.of(start(instance)));
    }

    private static String start(Instance instance) {
        var services = instance.platform().serviceSupervisor();
        boolean installed = services.installed(services.serviceName(instance.serviceProfile())).isPresent();
        String profile = instance.paths().profile().map(name -> "--profile " + name + " ").orElse("");
        return installed
                ? "Start it with `openclaw " + profile + "gateway restart`."
                : "Start it with `openclaw " + profile + "gateway run`, or for good with `openclaw " + profile
                        + "gateway install`.";
    }
}
