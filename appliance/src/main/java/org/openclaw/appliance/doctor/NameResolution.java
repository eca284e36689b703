package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openclaw.appliance.outbound.DnsQuery;
import org.openclaw.appliance.outbound.NameServers;
import org.openclaw.appliance.outbound.Outbound;
import org.openclaw.appliance.provider.ProviderProbe;

/** Whether the name of the default model's provider can be looked up; where not, which name server is at fault. */
final class NameResolution implements Check {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PER_SERVER = Duration.ofSeconds(1);

    private final Path resolver;

    /** @param resolver usually {@code /etc/resolv.conf} */
    NameResolution(Path resolver) {
        this.resolver = resolver;
    }

    @Override
    public String id() {
        return "core/doctor/dns";
    }

    @Override
    public List<Finding> run(Instance instance) throws InterruptedException {
        ProviderProbe probe = instance.providerProbe();
        Optional<String> host = probe.defaultProvider().flatMap(probe::host);
        if (host.isEmpty() || instance.isRemote() || isAddress(host.get())) {
            return List.of();
        }
        Optional<String> found = bySystem(host.get());
        if (found.isPresent()) {
            return List.of(Finding.ok("DNS: " + host.get() + " is known").fact(host.get() + " is " + found.get()));
        }
        return List.of(unknown(host.get(), instance.texts(Outbound.FALLBACK)));
    }

    private static boolean isAddress(String host) {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }

    // The C library may take half a minute over a dead name server.
    private static Optional<String> bySystem(String host) throws InterruptedException {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("doctor-lookup").start(() -> {
            try {
                answer.complete(InetAddress.getByName(host).getHostAddress());
            } catch (UnknownHostException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return Optional.of(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    private Finding unknown(String host, List<String> fallback) {
        if (!Outbound.hasNetwork()) {
            return Finding.error("DNS: this device is on no network").detail("Plug in its cable, or see to its Wi-Fi.");
        }
        List<String> lines = new ArrayList<>();
        boolean known = false;
        List<InetAddress> servers = NameServers.of(resolver);
        for (InetAddress server : servers) {
            known |= ask(host, new InetSocketAddress(server, DnsQuery.PORT), "in " + resolver, lines);
        }
        if (servers.isEmpty()) {
            lines.add(resolver + " names no name server");
        }
        boolean helps = false;
        for (String server : fallback) {
            try {
                helps |= ask(host, NameServers.parse(server), "in " + Outbound.FALLBACK, lines);
            } catch (IllegalArgumentException e) {
                lines.add(server + " in " + Outbound.FALLBACK + " is not an address");
            }
        }
        Finding finding = helps
                ? Finding.warning("DNS: the system can't look up " + host + "; the gateway's fall-back can")
                : Finding.error("DNS: " + host + " can't be looked up");
        finding = finding.details(lines);
        if (known) {
            return finding.detail("A name server knows it, so the system's resolver is at fault; see /etc/nsswitch.conf.");
        }
        return helps ? finding : finding.detail(advice());
    }

    private static boolean ask(String host, InetSocketAddress server, String where, List<String> lines) {
        String name = server.getAddress().getHostAddress() + (server.getPort() == DnsQuery.PORT ? "" : ":" + server.getPort());
        try {
            String address = new DnsQuery(server, PER_SERVER).addresses(host).getFirst().getHostAddress();
            lines.add("Name server " + name + " (" + where + ") answers " + address);
            return true;
        } catch (UnknownHostException e) {
            lines.add("Name server " + name + " (" + where + ") knows no such name");
        } catch (IOException e) {
            lines.add("Name server " + name + " (" + where + ") gives no answer");
        }
        return false;
    }

    private static String advice() {
        return "Mend the system's DNS (resolv.conf is yours to edit), or let the gateway's own requests ask another server: "
                + "`openclaw config set " + Outbound.FALLBACK + " '[\"1.1.1.1\",\"9.9.9.9\"]'`.";
    }
}
