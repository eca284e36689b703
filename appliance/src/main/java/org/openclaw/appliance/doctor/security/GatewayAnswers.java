package org.openclaw.appliance.doctor.security;

import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.doctor.Instance;

/** Whether the running gateway can be asked at all: what it does may differ from what the configuration says. */
final class GatewayAnswers implements SecurityCheck {

    @Override
    public List<Risk> run(Instance instance) throws InterruptedException {
        try (GatewayConnection gateway = instance.door().look()) {
            String version = gateway.hello().path("server").path("version").asText("unknown");
            return List.of(Risk.info("gateway.probe_ok", "The gateway answers", "Version " + version + "."));
        } catch (ClientException e) {
            return List.of(Risk.warn(
                    "gateway.probe_failed",
                    "The gateway could not be asked",
                    e.getMessage(),
                    "Run `openclaw gateway status` to see why."));
        }
    }
}
