package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.boot.RunningGateway;
import org.openclaw.appliance.platform.ProcessInspector;

/** Who has the gateway's port on this machine. */
final class GatewayPort implements Check {

    private static final int PATIENCE_MILLIS = 2_000;

    @Override
    public String id() {
        return "core/doctor/gateway-port";
    }

    @Override
    public List<Finding> run(Instance instance) {
        if (instance.isRemote()) {
            return List.of();
        }
        Instance.Port port = instance.port();
        String subject = "Gateway port: " + port.number();
        Optional<ProcessInspector.Owner> owner = instance.platform().processInspector().listenerOn(port.number());
        Finding finding = owner.isPresent()
                ? held(subject, port.number(), owner.get(), LockHolder.pid(instance.paths().runDir()))
                : unseen(subject, port.number());
        return List.of(finding.at("gateway.port").fact("port from: " + port.source()));
    }

    private static Finding held(String subject, int port, ProcessInspector.Owner owner, OptionalLong ours) {
        String who = "pid " + owner.pid() + (owner.command().isEmpty() ? "" : " (" + owner.command() + ")");
        if (ours.isPresent() && ours.getAsLong() == owner.pid()) {
            return Finding.ok(subject + " is the gateway's, pid " + owner.pid());
        }
        return RunningGateway.isHealthy(port)
                ? Finding.warning(subject + " is held by another gateway, " + who)
                        .detail("It has another state directory. " + choose())
                : Finding.error(subject + " is in use by " + who)
                        .detail("Stop that process, or choose another port. " + choose());
    }

    // The kernel tells whose a listener is only to its own user and root.
    private static Finding unseen(String subject, int port) {
        if (!accepts(port)) {
            return Finding.ok(subject + " is free");
        }
        return RunningGateway.isHealthy(port)
                ? Finding.ok(subject + " is held by a gateway of another user")
                : Finding.error(subject + " is in use by a process of another user")
                        .detail("Stop that process, or choose another port. " + choose());
    }

    private static String choose() {
        return "For another port: `openclaw config set gateway.port <port>`.";
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
