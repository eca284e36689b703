package org.openclaw.appliance.cli;

import java.time.Duration;
import java.util.List;
import org.openclaw.appliance.client.ClientException;
import org.openclaw.appliance.client.GatewayConnection;
import org.openclaw.appliance.client.Target;
import org.openclaw.appliance.doctor.GatewayDoor;

/** Doctor goes to the gateway the way every command does. */
final class DoctorDoor implements GatewayDoor {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Invocation in;
    private final NetworkAccess access;

    DoctorDoor(Invocation in) {
        this.in = in;
        this.access = new NetworkAccess(in.environment(), in.paths(), in.clock());
    }

    @Override
    public Target target() throws ClientException {
        try {
            Target target = access.target(ClientFlags.NONE, LocalConfig.of(in.environment(), in.paths()));
            access.safe(target);
            return target;
        } catch (CommandException e) {
            throw unusable(e);
        }
    }

    @Override
    public GatewayConnection look() throws ClientException {
        try {
            return access.open(new GatewayAccess.Wish(
                    ClientFlags.NONE, GatewayAccess.Mode.PROBE, List.of("operator.read"), PATIENCE));
        } catch (CommandException e) {
            throw unusable(e);
        }
    }

    private static ClientException unusable(CommandException e) {
        return ClientException.of(ClientException.Reason.UNREACHABLE, "NO_TARGET", e.getMessage()).withHints(e.hints());
    }
}
