package org.openclaw.appliance.doctor;

import java.nio.file.Path;
import java.util.List;

/** The checks this program has, in the order they run: what others rest on first. A new one is a class and a line here. */
public final class StandardChecks {

    private StandardChecks() {}

    public static List<Check> all() {
        ProxyFiles proxies = new ProxyFiles(Path.of("/"));
        return List.of(
                new JavaRuntime(),
                new LegacyHome(),
                new ConfigurationFile(),
                new OlderKeys(),
                new FilePermissions(),
                new GatewayAuthCheck(),
                new GatewayStart(),
                new EnvironmentVariables(),
                new SecretOwners(),
                new GatewayPort(),
                new GatewayHealth(),
                new FirewallCheck(),
                new DeviceTokenCheck(),
                new ServiceAudit(),
                new OtherServices(),
                new ClientPorts(proxies),
                new ReverseProxy(proxies),
                new MachineClock(),
                new ExtraCertificates(),
                new NameResolution(Path.of("/etc/resolv.conf")),
                new ModelProvider(),
                new ChannelCheck(),
                new Profiles(),
                new ReloadMode(),
                new RestartCauses(),
                new MemoryBudget(),
                new MemoryHistory(),
                new BoardAdvice(),
                new DiskSpace());
    }

    /** The check whose repair makes a gateway token. */
    public static String tokenCheck() {
        return GatewayAuthCheck.ID;
    }
}
