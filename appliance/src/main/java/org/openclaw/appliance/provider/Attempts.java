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

    OptionalLong restsUntil(ModelRef model) {
        return coolDowns.until(model);
    }

    ModelReply run(
            Catalog catalog, List<ModelRef> order, ModelRequest request, ModelListener listener, Cancellation cancellation)
            throws ProviderException {
        List<ModelRef> candidates = rested(order);
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
    private List<ModelRef> rested(List<ModelRef> order) {
        if (order.isEmpty()) {
            throw new IllegalArgumentException("no model to ask");
        }
        List<ModelRef> rested = new ArrayList<>(order);
        rested.removeIf(model -> coolDowns.until(model).isPresent());
        return rested.isEmpty() ? order : rested;
    }

    /** Asks one model until it answers or asking again isn't worthwhile. */
    private ModelReply insist(
            Catalog catalog, ModelRef model, ModelRequest request, WatchedListener listener, Cancellation cancellation)
            throws ProviderException {
        Provider provider = provider(catalog, model);
        listener.model(model);
        for (int attempt = 1; ; attempt++) {
            try {
                ModelReply reply = provider.complete(model, request, listener, cancellation);
                coolDowns.succeeded(model);
                return reply;
            } catch (ProviderException e) {
                Optional<Duration> pause = listener.heardAnything() || cancellation.cancelled()
                        ? Optional.empty()
                        : retries.pause(attempt, e.retry(), random);
                if (pause.isEmpty()) {
                    LOG.warn("{}", e.getMessage());
                    if (resting(e.kind()) && !cancellation.cancelled()) {
                        coolDowns.failed(model);
                    }
                    throw e;
                }
                LOG.info("{} failed ({}); asking again in {} ms", Faults.shown(model), e.kind(), pause.get().toMillis());
                listener.retrying(attempt + 1, retries.maxAttempts(), word(e.kind()));
                pause(pause.get(), model, cancellation);
            }
        }
    }

    private Provider provider(Catalog catalog, ModelRef model) throws ProviderException {
        if (model.provider().equals(Catalog.OFFLINE.provider())) {
            return offline;
        }
        Endpoint endpoint = catalog.endpoint(model.provider()).orElseThrow(() -> Faults.unknownProvider(model));
        return new HttpProvider(endpoint, Faults.dialect(endpoint, model), catalog.params(model), clock, outbound);
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

    /** Knows whether anything reached the user yet. Used by one thread. */
    private static final class WatchedListener implements ModelListener {

        private final ModelListener listener;
        private boolean heard;

        WatchedListener(ModelListener listener) {
            this.listener = listener;
        }

        boolean heardAnything() {
            return heard;
        }

        @Override
        public void model(ModelRef model) {
            listener.model(model);
        }

        @Override
        public void text(String delta) {
            heard = true;
            listener.text(delta);
        }

        @Override
        public void toolCall(int index, String id, String name, String argumentsDelta) {
            heard = true;
            listener.toolCall(index, id, name, argumentsDelta);
        }

        @Override
        public void retrying(int attempt, int maxAttempts, String reason) {
            listener.retrying(attempt, maxAttempts, reason);
        }
    }
}
