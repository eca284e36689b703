package org.openclaw.appliance.tailscale;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.access.Attribution;
import org.openclaw.appliance.platform.CommandRunner;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Makes the gateway reachable through the Tailscale that is installed on this machine, and takes that back at the end. While
 * tailscaled is late or absent, the gateway serves its loopback as ever and this tries again, ever less often. Thread-safe.
 */
public final class Tailscale implements AutoCloseable {

    /** How the gateway is exposed. */
    public enum Mode {
        OFF,
        SERVE,
        FUNNEL;

        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Where tailscaled listens on Linux. */
    public static final Path SOCKET = Path.of("/var/run/tailscale/tailscaled.sock");

    private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(10);
    private static final long FIRST_RETRY_MILLIS = 2_000;
    private static final long LONGEST_RETRY_MILLIS = 300_000;
    private static final TaggedLogger LOG = Logger.tag("gateway/tailscale");

    private final Mode mode;
    private final Tailnet tailnet;
    private final WhoisCache whois;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Clock clock;
    private final ReentrantLock routing = new ReentrantLock();
    private volatile Exposure exposure;
    private volatile boolean closed;
    private Tailnet.Route route;

    Tailscale(Mode mode, Tailnet tailnet, ScheduledExecutorService scheduler, Executor workers, Clock clock) {
        this.mode = mode;
        this.tailnet = tailnet;
        this.whois = new WhoisCache(tailnet);
        this.scheduler = scheduler;
        this.workers = workers;
        this.clock = clock;
        this.exposure = mode == Mode.OFF ? Exposure.off() : Exposure.waiting(mode.wireName(), "not asked yet");
    }

    /**
     * Does nothing yet.
     *
     * @param socket tailscaled's socket; where there is none, the command {@code executable} is used
     * @param workers starts a virtual thread per task
     */
    public static Tailscale of(
            Mode mode, Path socket, String executable, ScheduledExecutorService scheduler, Executor workers, Clock clock) {
        Tailnet tailnet = new PreferredTailnet(
                new LocalApi(socket, scheduler), new TailscaleCli(executable, CommandRunner.within(COMMAND_DEADLINE)));
        return new Tailscale(mode, tailnet, scheduler, workers, clock);
    }

    /** Names whom the tailnet knows at an address. */
    public Attribution.Whois whois() {
        return whois;
    }

    /** Where things stand; never blocks. */
    public Exposure exposure() {
        return exposure;
    }

    /** Begins to route the tailnet's requests to a loopback port; returns at once and goes on in the background. */
    public void expose(int port) {
        if (mode != Mode.OFF) {
            attempt(port, FIRST_RETRY_MILLIS);
        }
    }

    private void attempt(int port, long retryMillis) {
        try {
            workers.execute(() -> {
                Optional<String> obstacle = route(port);
                obstacle.ifPresent(reason -> later(port, retryMillis, reason));
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("stopping; not exposed");
        }
    }

    private void later(int port, long retryMillis, String reason) {
        if (closed) {
            return;
        }
        if (!reason.equals(exposure.waitingFor())) {
            LOG.warn("not reachable through Tailscale yet, and trying again: {}", reason);
        }
        exposure = Exposure.waiting(mode.wireName(), reason);
        try {
            scheduler.schedule(
                    () -> attempt(port, Math.min(LONGEST_RETRY_MILLIS, retryMillis * 2)), retryMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopping; not exposed");
        }
    }

    /** @return what is in the way; empty when the route is made, or no longer wanted */
    private Optional<String> route(int port) {
        routing.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            JsonNode status = tailnet.status();
            Tailnet.Route wanted = new Tailnet.Route(host(status), port);
            tailnet.serve(wanted, mode == Mode.FUNNEL);
            route = wanted;
            exposure = new Exposure(
                    mode.wireName(), Optional.of("https://" + wanted.host() + "/"), keyExpiry(status), "");
            LOG.info(exposure.line(clock.instant()));
            return Optional.empty();
        } catch (TailscaleException e) {
            return Optional.of(e.getMessage());
        } finally {
            routing.unlock();
        }
    }

    private static String host(JsonNode status) throws TailscaleException {
        String state = status.path("BackendState").asText();
        if (!state.equals("Running")) {
            throw new TailscaleException("tailscaled is in state " + (state.isEmpty() ? "unknown" : state)
                    + (state.equals("NeedsLogin") || state.equals("Stopped") ? "; run `tailscale up`" : ""));
        }
        String host = status.path("Self").path("DNSName").asText().replaceAll("\\.$", "");
        if (host.isEmpty()) {
            throw new TailscaleException("this machine has no name in the tailnet; enable MagicDNS for it");
        }
        if (status.path("CertDomains").isEmpty()) {
            throw new TailscaleException("the tailnet gives no certificates; enable HTTPS for it in the admin console");
        }
        return host;
    }

    private static Optional<Instant> keyExpiry(JsonNode status) {
        try {
            return Optional.of(Instant.parse(status.path("Self").path("KeyExpiry").asText()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Takes the route back; some seconds at most. */
    @Override
    public void close() {
        closed = true;
        routing.lock();
        try {
            if (route != null) {
                tailnet.release(route);
                LOG.info("no longer reachable through Tailscale");
            }
        } catch (TailscaleException e) {
            LOG.warn("the route through Tailscale can't be taken back: {}; `tailscale serve reset` removes it", e.getMessage());
        } finally {
            route = null;
            exposure = Exposure.off();
            routing.unlock();
        }
    }
}
