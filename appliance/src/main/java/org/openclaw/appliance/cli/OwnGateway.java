package org.openclaw.appliance.cli;

import java.time.Duration;
import java.util.Optional;
import org.openclaw.appliance.client.StartupProbe;
import org.openclaw.appliance.platform.ProcessInspector;

/**
 * The gateway that runs on this instance's state directory, however it was started.
 *
 * @param pid its process
 * @param port where it listens
 * @param verified whether what listens there is that process, as far as this user may see: a number left behind by a killed
 *     gateway may belong to anybody by now
 */
record OwnGateway(long pid, int port, boolean verified) {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    static Optional<OwnGateway> find(Invocation in) {
        return RunFile.ofLivingGateway(in.paths().runDir())
                .map(file -> new OwnGateway(file.pid(), file.port(), listens(file, in)));
    }

    /** The one that runs, unless the service manager looks after it. */
    static Optional<OwnGateway> unsupervised(Invocation in, ServiceFacts service) {
        return find(in).filter(gateway -> gateway.pid() != service.pid());
    }

    private static boolean listens(RunFile file, Invocation in) {
        Optional<ProcessInspector.Owner> owner = in.platform().processInspector().listenerOn(file.port());
        return owner.map(process -> process.pid() == file.pid())
                .orElseGet(() -> StartupProbe.ask(LocalTarget.on(file.port(), in), PATIENCE).isPresent());
    }

    String text() {
        return "pid " + pid + ", port " + port;
    }
}
