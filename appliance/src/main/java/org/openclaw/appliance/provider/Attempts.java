package org.openclaw.appliance.provider;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openclaw.appliance.outbound.Outbound;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Asks models in turn: retries while that is worthwhile, then fails over, and lets failing models rest. Thread-safe. */
final class Attempts {

    private static final TaggedLogger LOG = Logger.tag("provider");

    /** Stands for a provider that is asked without a key. */
    private static final Endpoint.Key NO_KEY = new Endpoint.Key("none", null);

    private final OfflineResponder offline;
    private final CoolDowns coolDowns;
    private final RetryPolicy retries;
    private final RandomGenerator random;
    private final Clock clock;
    private final Outbound outbound;

    Attempts(
            OfflineResponder offline,
            CoolDowns coolDowns,
            RetryPolicy retries,
            RandomGenerator random,
            Clock clock,
            Outbound outbound) {
        this.offline = offline;
        this.coolDowns = coolDowns;
        this.retries = retries;
        this.random = random;
        this.clock = clock;
        this.outbound = outbound;
    }

    /** Forgets which models failed: their configuration has changed. */
    void forgive() {
        coolDowns.clear();
    }

    /** When the first of a model's credentials has rested enough; empty when one has. */
    OptionalLong restsUntil(Catalog catalog, ModelRef model) {
        OptionalLong first = OptionalLong.empty();
        for (Endpoint.Key key : catalog.endpoint(model.provider()).map(Attempts::keys).orElse(List.of(NO_KEY))) {
            OptionalLong until = coolDowns.until(place(model, key));
            if (until.isEmpty()) {
                return until;
            }
            first = first.isEmpty() || until.getAsLong() < first.getAsLong() ? until : first;
        }
        return first;
    }

    private static List<Endpoint.Key> keys(Endpoint endpoint) {
        return endpoint.keys().isEmpty() ? List.of(NO_KEY) : endpoint.keys();
    }

    private static CoolDowns.Place place(ModelRef model, Endpoint.Key key) {
        return new CoolDowns.Place(model.provider(), key.profile(), model.model());
    }

    ModelReply run(
            Catalog catalog, List<ModelRef> order, ModelRequest request, ModelListener listener, Cancellation cancellation)
            throws ProviderException {
        List<ModelRef> candidates = rested(catalog, order);
        WatchedListener watched = new WatchedListener(listener);
        for (int i = 0; ; i++) {
            ModelRef model = candidates.get(i);
            try {
                return insist(catalog, model, request, watched, cancellation);
            } catch (ProviderException e) {
                boolean last = i == candidates.size() - 1;
                if (last || watched.heardAnything() || cancellation.cancelled() || !another(e.kind())) {
                    throw e;
                }
                LOG.warn("{} failed ({}); trying {}", Faults.shown(model), e.kind(), Faults.shown(candidates.get(i + 1)));
                watched.retrying(1, candidates.size() - i, word(e.kind()));
            }
        }
    }

    /** The models that don't rest; all of them when every one does. */
    private List<ModelRef> rested(Catalog catalog, List<ModelRef> order) {
        if (order.isEmpty()) {
            throw new IllegalArgumentException("no model to ask");
        }
        List<ModelRef> rested = new ArrayList<>(order);
        rested.removeIf(model -> restsUntil(catalog, model).isPresent());
        return rested.isEmpty() ? order : rested;
    }

    /** Asks one model with one credential after the other. */
    private ModelReply insist(
            Catalog catalog, ModelRef model, ModelRequest request, WatchedListener listener, Cancellation cancellation)
            throws ProviderException {
        listener.model(model);
        if (model.provider().equals(Catalog.OFFLINE.provider())) {
            return offline.complete(model, request, listener, cancellation);
        }
        Endpoint endpoint = catalog.endpoint(model.provider())
                .orElseThrow(() -> Faults.unknownProvider(model))
                .of(model.model());
        Dialect dialect = Faults.dialect(endpoint, model);
        List<Endpoint.Key> keys = restedKeys(endpoint, model);
        for (int i = 0; ; i++) {
            Endpoint.Key key = keys.get(i);
            Endpoint asked = key == NO_KEY ? endpoint : endpoint.with(key);
            Provider provider = new HttpProvider(asked, dialect, catalog.params(model), clock, outbound);
            boolean another = i < keys.size() - 1;
            try {
                Credited way = new Credited(provider, place(model, key), another);
                return insist(way, model, request, listener, cancellation);
            } catch (ProviderException e) {
                if (!another || !ofTheKey(e.kind()) || listener.heardAnything() || cancellation.cancelled()) {
                    throw e;
                }
                LOG.warn("{} failed with {} ({}); trying {}",
                        Faults.shown(model), Faults.shown(key.profile()), e.kind(), Faults.shown(keys.get(i + 1).profile()));
            }
        }
    }

    /** @param anotherKey whether a credential is left to try when this one's rate is limited */
    private record Credited(Provider provider, CoolDowns.Place place, boolean anotherKey) {}

    /** The credentials that don't rest; all of them when every one does. */
    private List<Endpoint.Key> restedKeys(Endpoint endpoint, ModelRef model) {
        List<Endpoint.Key> all = keys(endpoint);
        List<Endpoint.Key> rested = new ArrayList<>(all);
        rested.removeIf(key -> coolDowns.until(place(model, key)).isPresent());
        return rested.isEmpty() ? all : rested;
    }

    /** Asks until there is an answer or asking again isn't worthwhile. */
    private ModelReply insist(
            Credited way, ModelRef model, ModelRequest request, WatchedListener listener, Cancellation cancellation)
            throws ProviderException {
        for (int attempt = 1; ; attempt++) {
            try {
                ModelReply reply = way.provider().complete(model, request, listener, cancellation);
                coolDowns.succeeded(way.place());
                return reply;
            } catch (ProviderException e) {
                boolean over = listener.heardAnything() || cancellation.cancelled() || way.anotherKey() && ofTheKey(e.kind());
                Optional<Duration> pause = over ? Optional.empty() : retries.pause(attempt, e.retry(), random);
                if (pause.isEmpty()) {
                    LOG.warn("{}", e.getMessage());
                    if (!cancellation.cancelled()) {
                        rest(way.place(), e);
                    }
                    throw e;
                }
                LOG.info("{} failed ({}); asking again in {} ms", Faults.shown(model), e.kind(), pause.get().toMillis());
                listener.retrying(attempt + 1, retries.maxAttempts(), word(e.kind()));
                pause(pause.get(), model, cancellation);
            }
        }
    }

    private void rest(CoolDowns.Place place, ProviderException e) {
        boolean withoutCredit = e.kind() == ProviderException.Kind.RATE_LIMIT && !e.retry().worthwhile();
        if (withoutCredit) {
            coolDowns.failed(place.forEveryModel(), CoolDowns.WITHOUT_CREDIT);
        } else if (e.kind() == ProviderException.Kind.AUTH) {
            // Of the key or only of what it may use: another model's answer tells.
            coolDowns.failed(place, Duration.ZERO);
            coolDowns.failed(place.forEveryModel(), Duration.ZERO);
        } else if (resting(e.kind())) {
            coolDowns.failed(place, e.retry().after());
        }
    }

    private static boolean ofTheKey(ProviderException.Kind kind) {
        return kind == ProviderException.Kind.RATE_LIMIT || kind == ProviderException.Kind.AUTH;
    }

    private static void pause(Duration time, ModelRef model, Cancellation cancellation) throws ProviderException {
        CountDownLatch cancelled = new CountDownLatch(1);
        Runnable forget = cancellation.onCancel(cancelled::countDown);
        try {
            if (cancelled.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Faults.cancelled(model, cancellation);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Faults.cancelled(model, cancellation);
        } finally {
            forget.run();
        }
    }

    /** Whether another model may do better. A refusal or too long a conversation is not the provider's trouble. */
    private static boolean another(ProviderException.Kind kind) {
        return switch (kind) {
            case REFUSAL, CONTEXT_LENGTH -> false;
            case TIMEOUT, RATE_LIMIT, AUTH, NOT_FOUND, UNAVAILABLE, BROKEN_ANSWER, UNKNOWN -> true;
        };
    }

    private static boolean resting(ProviderException.Kind kind) {
        return switch (kind) {
            case TIMEOUT, RATE_LIMIT, AUTH, UNAVAILABLE, BROKEN_ANSWER -> true;
            case REFUSAL, CONTEXT_LENGTH, NOT_FOUND, UNKNOWN -> false;
        };
    }

    private static String word(ProviderException.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
