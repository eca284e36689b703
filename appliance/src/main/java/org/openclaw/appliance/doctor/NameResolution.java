package org.openclaw.appliance.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** What a name server said. */
    private enum Said {
        ADDRESS,
        NO_SUCH_NAME,
        NOTHING
    }

    private Finding unknown(String host, List<String> fallback) {
        if (!Outbound.hasNetwork()) {
            return Finding.error("DNS: this device is on no network").detail("Plug in its cable, or see to its Wi-Fi.");
        }
        List<String> lines = new ArrayList<>();
        Set<Said> system = EnumSet.noneOf(Said.class);
        for (InetAddress server : NameServers.of(resolver)) {
            system.add(ask(host, new InetSocketAddress(server, DnsQuery.PORT), "in " + resolver, lines));
        }
        if (system.isEmpty()) {
            lines.add(resolver + " names no name server");
        }
        boolean helps = false;
        for (String server : fallback) {
            try {
                helps |= ask(host, NameServers.parse(server), "in " + Outbound.FALLBACK, lines) == Said.ADDRESS;
            } catch (IllegalArgumentException e) {
                lines.add(server + " in " + Outbound.FALLBACK + " is not an address");
            }
        }
        if (helps) {
            return Finding.warning("DNS: the system can't look up " + host + "; the gateway's fall-back can").details(lines);
        }
        return Finding.error("DNS: " + host + " can't be looked up").details(lines).detail(advice(system));
    }

    private static Said ask(String host, InetSocketAddress server, String where, List<String> lines) {
        String name = server.getAddress().getHostAddress() + (server.getPort() == DnsQuery.PORT ? "" : ":" + server.getPort());
        try {
            String address = new DnsQuery(server, PER_SERVER).addresses(host).getFirst().getHostAddress();
            lines.add("Name server " + name + " (" + where + ") answers " + address);
            return Said.ADDRESS;
        } catch (UnknownHostException e) {
            lines.add("Name server " + name + " (" + where + ") knows no such name");
            return Said.NO_SUCH_NAME;
        } catch (IOException e) {
            lines.add("Name server " + name + " (" + where + ") gives no answer");
            return Said.NOTHING;
        }
    }

    private static String advice(Set<Said> system) {
        if (system.contains(Said.ADDRESS)) {
            return "A name server knows it, so the system's resolver is at fault; see /etc/nsswitch.conf.";
        }
        if (system.equals(EnumSet.of(Said.NO_SUCH_NAME))) {
            return "DNS works and knows no such name: correct the provider's baseUrl.";
        }
        return "Mend the system's DNS (resolv.conf is yours to edit), or let the gateway's own requests ask another server: "
                + "`openclaw config set " + Outbound.FALLBACK + " '[\"1.1.1.1\",\"9.9.9.9\"]'`.";
    }
}
