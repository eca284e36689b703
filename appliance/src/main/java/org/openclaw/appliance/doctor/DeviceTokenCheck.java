package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.DeviceStore;
import org.openclaw.appliance.client.Introduction;
import org.openclaw.appliance.client.StoredToken;
import org.openclaw.appliance.client.Target;
import org.openclaw.appliance.protocol.ProductVersion;

/** Whether the gateway still takes the token that it once gave this device. */
final class DeviceTokenCheck implements Check {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String SUBJECT = "Device token: ";

    @Override
    public String id() {
        return "core/doctor/device-token";
    }

    @Override
    public List<Finding> run(Instance instance) {
        StoredToken token = new StoredToken(new DeviceStore(instance.paths().stateDir(), instance.clock()));
        Target target;
        try {
            target = instance.door().target();
        } catch (ClientException e) {
            return List.of();
        }
        try {
            return List.of(switch (token.state(target, introduction(instance), PATIENCE)) {
                case NONE -> Finding.ok(SUBJECT + "none is kept for this gateway");
                case GOOD -> Finding.ok(SUBJECT + "still good");
                case STALE -> stale(token, target, instance);
            });
        } catch (ClientException e) {
            return List.of(Finding.info(SUBJECT + "kept; whether it is still good shows when the gateway answers")
                    .fact("the gateway said: " + e.getMessage()));
        } catch (IOException e) {
            return List.of(Finding.error(SUBJECT + "can't be read").detail(e.getMessage()));
        }
    }

    private static Introduction introduction(Instance instance) {
        return new Introduction("probe", ProductVersion.text(), instance.platform().hostFacts().platform(), List.of());
    }

    private static Finding stale(StoredToken token, Target target, Instance instance) {
        return Finding.error(SUBJECT + "the gateway at " + target.printable() + " no longer takes this device's token")
                .detail("disconnected (4008): connect failed is how browsers and apps show it (AUTH_DEVICE_TOKEN_MISMATCH).")
                .detail("Other devices: `openclaw devices list` shows their ids, `openclaw devices rotate --device <id> "
                        + "--role operator` gives one a new token, `openclaw devices remove <id>` lets it pair anew.")
                .fixedBy(new Fix("forgets this device's token for this gateway; it gets a new one when it next connects",
                        () -> forget(token, target, instance)));
    }

    private static String forget(StoredToken token, Target target, Instance instance) throws FixException {
        try {
            token.forget(target);
        } catch (IOException e) {
            throw new FixException(e.getMessage());
        }
        return "Forgot this device's token for " + target.printable() + " in " + instance.paths().stateDir().resolve("identity")
                + ". Next: `openclaw gateway restart`; other devices keep theirs.";
    }
}
