package org.openclaw.appliance.doctor;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openclaw.appliance.platform.InstalledService;

/** Whether something still looks for the gateway on a port that old guides name. */
final class ClientPorts implements Check {

    private static final Set<Integer> OLD = Set.of(3000, 3001);

    private final ProxyFiles proxies;

    ClientPorts(ProxyFiles proxies) {
        this.proxies = proxies;
    }

    @Override
    public String id() {
        return "core/doctor/client-ports";
    }

    @Override
    public List<Finding> run(Instance instance) {
        int port = instance.port().number();
        if (OLD.contains(port)) {
            return List.of(Finding.ok("Client ports: " + port + " is this gateway's own"));
        }
        List<String> stale = new ArrayList<>();
        String instead = ", where no gateway listens; this one is on " + port + ". ";
        old(instance.process().get("OPENCLAW_GATEWAY_URL")).ifPresent(old ->
                stale.add("OPENCLAW_GATEWAY_URL points at port " + old + instead + "Change or unset the variable."));
        old(instance.text("gateway.remote.url")).ifPresent(old -> stale.add("gateway.remote.url points at port " + old
                + "; gateways listen on 18789 unless told otherwise. Ask for the port on that machine, then "
                + "`openclaw config set gateway.remote.url ws://<host>:<port>`."));
        service(instance).filter(OLD::contains).ifPresent(old ->
                stale.add("The installed service starts the gateway on port " + old + "; the configuration says " + port
                        + ". `openclaw doctor --fix` rewrites the service, `openclaw config set gateway.port " + old
                        + "` keeps the port."));
        for (ProxyFiles.Use use : proxies.uses()) {
            use.ports().stream().filter(OLD::contains).filter(old -> use.ours()).forEach(old ->
                    stale.add(use.file() + " sends requests to port " + old + instead + "Change the port there."));
        }
        return List.of(stale.isEmpty()
                ? Finding.ok("Client ports: nothing points at 3000 or 3001")
                : Finding.warning("Client ports: something still looks for the gateway on an old port").details(stale));
    }

    private static Optional<Integer> old(Optional<String> url) {
        try {
            return url.map(String::strip).map(URI::create).map(URI::getPort).filter(OLD::contains);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> service(Instance instance) {
        var services = instance.platform().serviceSupervisor();
        Optional<InstalledService> installed = services.installed(services.serviceName(instance.serviceProfile()));
        return installed.flatMap(known -> known.port().stream().boxed().findFirst());
    }
}
