package org.openclaw.appliance.inbound;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.openclaw.appliance.agent.ActiveRun;
import org.openclaw.appliance.channel.Channel;
import org.openclaw.appliance.channel.Place;
import org.openclaw.appliance.channel.Preview;
import org.openclaw.appliance.channel.SendException;

/**
 * Lets people see that their answer is being written: a sign of typing, and a preview where the channel has one. Looks once a
 * second while the turn goes on. Thread-safe; what it shows never keeps the turn waiting.
 */
final class Progress {

    private static final long TICK_MILLIS = 1_000;
    private static final long TYPING_MILLIS = 4_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    // Shorter than that it could be the word for silence, and isn't worth a message.
    private static final int LEAST_CHARS = 20;

    private final ActiveRun run;
    private final Channel channel;
    private final Place place;
    private final ScheduledExecutorService scheduler;
    private final Executor workers;
    private final Consumer<String> shownAs;
    private final ReentrantLock showing = new ReentrantLock();
    private Preview preview;
    private String shown = "";
    private String messageId;
    private long quietUntil;
    private long typedAt;
    private boolean over;
    private volatile Future<?> next;

    /** @param shownAs is told the name of the message that shows the answer, once, before it is shown a second time */
    Progress(
            ActiveRun run, Channel channel, Place place, ScheduledExecutorService scheduler, Executor workers,
            Consumer<String> shownAs) {
        this.run = run;
        this.channel = channel;
        this.place = place;
        this.scheduler = scheduler;
        this.workers = workers;
        this.shownAs = shownAs;
    }

    /** @param withPreview whether to show what is written, where the channel can */
    void begin(boolean withPreview) {
        preview = withPreview ? channel.preview(place).orElse(null) : null;
        typedAt = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(TYPING_MILLIS);
        workers.execute(this::tick);
    }

    private void tick() {
        showing.lock();
        try {
            if (over) {
                return;
            }
            long now = System.nanoTime();
            if (now - typedAt >= TimeUnit.MILLISECONDS.toNanos(TYPING_MILLIS)) {
                typedAt = now;
                channel.typing(place);
            }
            show(now);
            if (!over && !run.outcome().isDone()) {
                long pause = preview == null ? TYPING_MILLIS : TICK_MILLIS;
                next = scheduler.schedule(() -> workers.execute(this::tick), pause, TimeUnit.MILLISECONDS);
            }
        } finally {
            showing.unlock();
        }
    }

    private void show(long now) {
        String text = preview == null || now - quietUntil < 0 ? "" : run.text().strip();
        if (text.length() < LEAST_CHARS || text.equals(shown)) {
            return;
        }
        try {
            int most = channel.textLimit();
            String name = preview.show(text.length() > most ? text.substring(0, most - 1) + "…" : text);
            shown = text;
            if (messageId == null && name != null) {
                messageId = name;
                shownAs.accept(name);
            }
        } catch (SendException e) {
            if (e.kind() == SendException.Kind.TEMPORARY) {
                long pause = Math.clamp(e.retryAfterMillis(), TICK_MILLIS, LONGEST_PAUSE_MILLIS);
                quietUntil = now + TimeUnit.MILLISECONDS.toNanos(pause);
            } else {
                preview = null;
            }
        }
    }

    /**
     * Shows nothing any more. Waits for what is being shown at the moment.
     *
     * @param answered whether an answer follows; else the preview goes
     * @return the message that the answer is to replace; empty where there is none
     */
    Optional<String> end(boolean answered) {
        Future<?> waiting = next;
        if (waiting != null) {
            waiting.cancel(false);
        }
        showing.lock();
        try {
            over = true;
            if (!answered && messageId != null) {
                preview.remove();
                messageId = null;
            }
            return Optional.ofNullable(messageId);
        } finally {
            showing.unlock();
        }
    }
}
