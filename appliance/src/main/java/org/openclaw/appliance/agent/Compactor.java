package org.openclaw.appliance.agent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openclaw.appliance.config.Config;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.provider.Cancellation;
import org.openclaw.appliance.provider.Message;
import org.openclaw.appliance.provider.Model;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelRequest;
import org.openclaw.appliance.provider.Models;
import org.openclaw.appliance.provider.ProviderException;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.session.Entry;
import org.openclaw.appliance.session.NewEntry;
import org.openclaw.appliance.session.SessionKey;
import org.openclaw.appliance.session.Sessions;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/**
 * Replaces what models are shown of a conversation's older part by a summary that a model writes. The messages themselves
 * stay in the transcript. Thread-safe; blocks on disk and model.
 */
final class Compactor {

    private static final int MOST_ENTRIES = 1_000;
    private static final int USUAL_KEPT = 20_000;
    private static final int USUAL_RESERVE = 16_384;
    private static final int USUAL_WINDOW = 32_000;
    private static final int TIMEOUT_SECONDS = 180;
    private static final TaggedLogger LOG = Logger.tag("agent/compaction");

    private final Supplier<Config> config;
    private final Sessions sessions;
    private final Models models;
    private final Summarizer summarizer;
    private final Events events;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;

    Compactor(
            Supplier<Config> config,
            Sessions sessions,
            Models models,
            ModelClient client,
            Events events,
            ScheduledExecutorService scheduler,
            Clock clock) {
        this.config = config;
        this.sessions = sessions;
        this.models = models;
        this.summarizer = new Summarizer(client);
        this.events = events;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** Why it is done. */
    enum Cause {
        MANUAL("manual"),
        THRESHOLD("auto-threshold"),
        OVERFLOW("overflow-retry");

        private final String wireName;

        Cause(String wireName) {
            this.wireName = wireName;
        }
    }

    /**
     * What came of it.
     *
     * @param reason a sentence where it wasn't done, else null
     * @param before about how many tokens the conversation had
     * @param after about how many it has now
     */
    record Result(boolean done, String reason, long before, long after) {}

    /** What models are shown of the older part. @param first the first message that they see itself */
    record Summary(Optional<String> text, long first) {
        private static final Summary NONE = new Summary(Optional.empty(), 0);
    }

    Summary summary(SessionKey key) {
        return sessions.compaction(key)
                .map(marker -> new Summary(
                        Optional.of(marker.message().path("compaction").path("summary").asText()),
                        sessions.entry(key, marker.message().path("compaction").path("firstKeptEntryId").asText())
                                .map(Entry::seq)
                                .orElse(marker.seq())))
                .orElse(Summary.NONE);
    }

    /** The summary so far, and the newest messages that it doesn't cover. */
    private record Kept(Optional<String> summary, List<Entry> entries) {}

    private Kept kept(SessionKey key) {
        Summary summary = summary(key);
        return new Kept(summary.text(), sessions.recent(key, MOST_ENTRIES).stream()
                .filter(entry -> entry.seq() >= summary.first() && !isMarker(entry))
                .toList());
    }

    private static boolean isMarker(Entry entry) {
        return entry.message().has("compaction");
    }

    /** Whether the request comes so near to the end of the model's window that its conversation should be shorter. */
    boolean isDue(ModelRef model, ModelRequest request) {
        OptionalLong window = models.find(model).map(Model::contextWindow).orElse(OptionalLong.empty());
        if (window.isEmpty() || !config.get().flag("agents.defaults.compaction.enabled", true)) {
            return false;
        }
        long reserve = Math.min(USUAL_RESERVE, window.getAsLong() / 4);
        return TokenEstimate.of(request.system()) + TokenEstimate.of(request.messages()) > window.getAsLong() - reserve;
    }

    /**
     * Does it and tells everybody.
     *
     * @param order the models to ask, unless one is configured for this
     * @param focus what the summary should dwell on, or null
     * @param cancellation ends it early
     */
    Result compact(SessionKey key, List<ModelRef> order, String focus, Cause cause, Cancellation cancellation) {
        Kept now = kept(key);
        long window = models.find(order.getFirst())
                .map(Model::contextWindow)
                .orElse(OptionalLong.empty())
                .orElse(USUAL_WINDOW);
        int cut = cut(now.entries(), kept(window, cause));
        long before = size(now.entries()) + now.summary().map(TokenEstimate::of).orElse(0L);
        if (cut == 0) {
            return new Result(false, "Nothing to compact (session too small)", before, before);
        }
        String id = UUID.randomUUID().toString();
        tell(key, id, "start", null);
        Result result = summarized(key, now, cut, window, models(order), new Wish(focus, cause, before), cancellation);
        tell(key, id, "end", result);
        if (result.done()) {
            LOG.info("{} compacted ({}): about {} tokens, now {}", key, cause.wireName, before, result.after());
        } else {
            LOG.warn("{} could not be compacted: {}", key, result.reason());
        }
        return result;
    }

    private record Wish(String focus, Cause cause, long before) {}

    private Result summarized(
            SessionKey key, Kept now, int cut, long window, List<ModelRef> asked, Wish wish, Cancellation cancellation) {
        Cancellation own = new Cancellation();
        Runnable unlink = cancellation.onCancel(() -> own.cancel(cancellation.reason().orElse(Cancellation.Reason.REQUESTED)));
        ScheduledFuture<?> deadline = scheduler.schedule(
                () -> own.cancel(Cancellation.Reason.DEADLINE),
                config.get().number("agents.defaults.compaction.timeoutSeconds").orElse(TIMEOUT_SECONDS),
                TimeUnit.SECONDS);
        try {
            List<Message> old = Conversation.window(
                    now.entries().subList(0, cut).stream().map(Conversation::said).toList(), 0, "", run -> false, Map.of());
            String summary = summarizer.summarize(asked, now.summary().orElse(""), old, wish.focus(), window, own);
            List<Entry> kept = now.entries().subList(cut, now.entries().size());
            long after = size(kept) + TokenEstimate.of(summary);
            sessions.compacted(key, marker(summary, kept.getFirst().id(), wish, after));
            return new Result(true, null, wish.before(), after);
        } catch (ProviderException e) {
            return new Result(false, "the summary could not be made: " + e.getMessage(), wish.before(), wish.before());
        } finally {
            deadline.cancel(false);
            unlink.run();
        }
    }

    private NewEntry marker(String summary, String firstKept, Wish wish, long after) {
        ObjectNode message = Json.object().put("role", "system");
        message.putArray("content").addObject().put("type", "text").put("text", "Compaction");
        message.put("timestamp", clock.millis());
        message.putObject("compaction")
                .put("summary", summary)
                .put("firstKeptEntryId", firstKept)
                .put("reason", wish.cause().wireName)
                .put("tokensBefore", wish.before())
                .put("tokensAfter", after);
        return NewEntry.of(null, message);
    }

    private List<ModelRef> models(List<ModelRef> order) {
        return config.get().text("agents.defaults.compaction.model").map(models::resolve).map(List::of).orElse(order);
    }

    /** How many tokens of the newest messages stay as they are. */
    private long kept(long window, Cause cause) {
        long wanted = config.get().number("agents.defaults.compaction.keepRecentTokens").orElse(USUAL_KEPT);
        return Math.min(wanted, cause == Cause.OVERFLOW ? window / 8 : window / 4);
    }

    /** Where the part that stays begins: with what a user said. 0 when everything stays. */
    private static int cut(List<Entry> entries, long budget) {
        long size = 0;
        int cut = 0;
        for (int at = entries.size() - 1; at > 0; at--) {
            size += size(entries.get(at));
            if (size > budget && cut > 0) {
                return cut;
            }
            cut = entries.get(at).message().path("role").asText().equals("user") ? at : cut;
        }
        return size > budget ? cut : 0;
    }

    private static long size(List<Entry> entries) {
        return entries.stream().mapToLong(Compactor::size).sum();
    }

    private static long size(Entry entry) {
        return TokenEstimate.of(Json.text(entry.message().path("content")));
    }

    private void tell(SessionKey key, String id, String phase, Result result) {
        ObjectNode payload = Json.object()
                .put("operationId", id)
                .put("operation", "compact")
                .put("phase", phase)
                .put("sessionKey", key.toString())
                .put("agentId", key.agentId())
                .put("ts", clock.millis());
        if (result != null) {
            payload.put("completed", result.done());
            if (result.reason() != null) {
                payload.put("reason", result.reason());
            }
        }
        events.publish(Event.SESSION_OPERATION, payload, RunEvents.audience(key.toString()));
    }
}
