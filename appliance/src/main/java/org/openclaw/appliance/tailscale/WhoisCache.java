package org.openclaw.appliance.tailscale;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openclaw.appliance.access.Attribution;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Asks who is at a tailnet address; remembers a few answers for a minute. Thread-safe. */
final class WhoisCache implements Attribution.Whois {

    private static final int MOST_ANSWERS = 32;
    private static final int MOST_AT_ONCE = 4;
    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long PATIENCE_MILLIS = 3_000;

    /** The owner of machines that belong to nobody. */
    private static final String TAGGED = "tagged-devices";

    private static final TaggedLogger LOG = Logger.tag("gateway/tailscale");

    private record Known(Optional<String> login, long at) {}

    private final Tailnet tailnet;
    private final ReentrantLock lock = new ReentrantLock();
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final Map<String, Known> known = new LinkedHashMap<>();

    WhoisCache(Tailnet tailnet) {
        this.tailnet = tailnet;
    }

    @Override
    public Optional<String> login(String address) {
        Known before = recall(address);
        return before != null ? before.login() : ask(address);
    }

    private Optional<String> ask(String address) {
        try {
            if (!places.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            JsonNode profile = tailnet.whois(address).path("UserProfile").path("LoginName");
            Optional<String> login = Optional.of(profile.asText()).filter(name -> !name.isBlank() && !name.equals(TAGGED));
            remember(address, login);
            return login;
        } catch (TailscaleException e) {
            LOG.warn("nobody let in by their tailnet identity from {}: {}", address, e.getMessage());
            return Optional.empty();
        } finally {
            places.release();
        }
    }

    private Known recall(String address) {
        lock.lock();
        try {
            Known found = known.get(address);
            return found != null && System.nanoTime() - found.at() < KEPT_NANOS ? found : null;
        } finally {
            lock.unlock();
        }
    }

    private void remember(String address, Optional<String> login) {
        lock.lock();
        try {
            known.remove(address);
            known.put(address, new Known(login, System.nanoTime()));
            if (known.size() > MOST_ANSWERS) {
                known.remove(known.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }
}
