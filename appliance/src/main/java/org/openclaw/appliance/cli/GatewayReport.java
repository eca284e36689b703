package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.platform.OtherService;
import org.openclaw.appliance.platform.ProcessInspector;

/**
 * What {@code gateway status} knows: the file's view, the service manager's, the process's and the network's, each a fact of
 * its own. {@link GatewayReportText} and {@link GatewayReportJson} show it.
 *
 * @param config the configuration this command reads
 * @param serviceConfig the one the service, or the running gateway, reads; empty when there is neither
 * @param bind loopback, lan, tailnet, auto or custom
 * @param port where the gateway should listen
 * @param target where the probe went, for people
 * @param here whether that is the gateway of this machine
 * @param service what the service manager knows
 * @param runtime the gateway's process
 * @param probe what the network says
 * @param listener who has the port
 * @param notReady why something that is there doesn't answer; empty when nothing is there, or it answers
 * @param lastError the latest one in the log, where the process lives and its port is closed, or the service has failed
 * @param tlsFingerprint SHA-256 of the certificate the gateway serves; empty without TLS
 * @param problems what disagrees, one sentence each with what to do
 * @param others other gateway-like services; empty where nobody looked
 * @param history {@code lastShutdown}, {@code boots} and {@code safeMode} as {@code status} has them; empty where nobody
 *     looked, or nobody can tell
 */
record GatewayReport(
        ConfigView config,
        Optional<ConfigView> serviceConfig,
        String bind,
        LocalConfig.Port port,
        String target,
        boolean here,
        ServiceFacts service,
        Runtime runtime,
        Probe.Result probe,
        Optional<ProcessInspector.Owner> listener,
        Optional<String> notReady,
        Optional<String> lastError,
        Path logFile,
        String dashboard,
        Optional<String> tlsFingerprint,
        List<String> problems,
        Optional<List<OtherService>> others,
        Optional<ObjectNode> history) {

    /** A configuration file and how it fares: {@code ok}, {@code missing}, or {@code invalid: …}. */
    record ConfigView(Path file, String state) {}

    /**
     * The gateway's process.
     *
     * @param pid 0 where it isn't known
     * @param detail who says so, and in which words
     */
    record Runtime(boolean running, long pid, String detail) {}

    /** Whether something listens on the port, whoever it is. */
    boolean listening() {
        return listener.isPresent() || (here && probe.answered());
    }

    /** Others than this product's further profiles, which may well stand beside this one. */
    List<OtherService> suspects() {
        return others.orElse(List.of()).stream()
                .filter(other -> other.kind() != OtherService.Kind.PROFILE)
                .toList();
    }

    List<OtherService> profiles() {
        return others.orElse(List.of()).stream()
                .filter(other -> other.kind() == OtherService.Kind.PROFILE)
                .toList();
    }
}
