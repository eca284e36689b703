package org.openclaw.appliance.inbound;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.openclaw.appliance.agent.ActiveRun;
import org.openclaw.appliance.agent.Admission;
import org.openclaw.appliance.agent.Routing;
import org.openclaw.appliance.agent.RunRequest;
import org.openclaw.appliance.channel.Channel;
import org.openclaw.appliance.channel.Channels;
import org.openclaw.appliance.channel.Outbound;
import org.openclaw.appliance.channel.Place;
import org.openclaw.appliance.protocol.ErrorCode;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.rpc.Lifecycle;
import org.openclaw.appliance.session.Run;
import org.openclaw.appliance.session.SessionKey;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** Has messages answered by their agents, and hands the answers to the channels they came from. Thread-safe; blocks. */
final class Answers {

    private static final TaggedLogger LOG = Logger.tag("channels/inbound");
    private static final long RETRY_MILLIS = 2_000;

    private final InboundParts parts;
    private final Doorkeeper door;
    private final Map<Long, Progress> shown = new ConcurrentHashMap<>();

    Answers(InboundParts parts, Doorkeeper door) {
        this.parts = parts;
        this.door = door;
    }

    /** What became of the wish for a turn. */
    sealed interface Begun {

        /** It goes on, or ended before. */
        record Turn(CompletableFuture<Ended> ended) implements Begun {}

        /** It can't begin now. */
        record Refused(long retryAfterMillis) implements Begun {}
    }

    /** What is to be done with a message whose turn is over. */
    enum Next {
        /** Nothing more. */
        DONE,
        /** Another try, after a pause. */
        RETRY,
        /** Another try, at once. */
        GO_ON,
        /** The gateway is stopping; the next one goes on with it. */
        LEAVE
    }

    /** Begins the turn, or finds the one that was begun before. */
    Begun begin(Stored stored) {
        InboundMessage message = stored.message();
        Routing.Route route = parts.routing().of(origin(message));
        SessionKey key = route.session();
        AccessRules rules = door.rules(message);
        try {
            parts.sessions().ensure(key, "channel");
            parts.sessions().keepPictures(key, stored.runId(), message.images());
            RunRequest request = RunRequest.message(stored.runId(), key, Envelope.text(stored), rules.isOwner(message))
                    .withPrompt(
                            RunRequest.PromptMode.FULL,
                            Envelope.instructions(message, label(message.channel()), rules.groupPrompt(message)))
                    .to(Stored.place(message));
            return switch (parts.runs().start(request)) {
                case Admission.Accepted(ActiveRun run) -> follow(stored, run);
                case Admission.InFlight(ActiveRun run) -> follow(stored, run);
                case Admission.Finished(Run run) -> new Begun.Turn(CompletableFuture.completedFuture(Ended.of(run)));
            };
        } catch (ProtocolException e) {
            return refused(stored, e);
        }
    }

    private static Routing.Origin origin(InboundMessage message) {
        boolean direct = message.chat().kind() == InboundMessage.Kind.DIRECT;
        return new Routing.Origin(
                message.channel(), message.accountId(), direct ? Routing.Kind.DIRECT : Routing.Kind.GROUP,
                direct ? message.sender().id() : message.chat().id(), message.chat().threadId(), null, null, List.of());
    }

    private Begun follow(Stored stored, ActiveRun run) {
        Optional<Channel> channel = parts.channels().get().find(stored.message().channel());
        if (channel.isPresent() && !run.outcome().isDone()) {
            Progress progress = new Progress(
                    run, channel.get(), place(stored.message()), parts.scheduler(), parts.workers(),
                    name -> previewed(stored, name));
            shown.put(stored.id(), progress);
            // One that an earlier turn left is still there, and the answer takes its place.
            progress.begin(stored.preview() == null);
        }
        return new Begun.Turn(run.outcome().thenApply(Ended::of));
    }

    // Told to the disk, so that after a crash the answer still takes the place of its beginning.
    private void previewed(Stored stored, String name) {
        parts.store().write(sql -> {
            InboundTable.previewed(sql, stored.id(), name);
            return null;
        });
    }

    private Begun refused(Stored stored, ProtocolException e) {
        if (e.error().code() == ErrorCode.UNAVAILABLE) {
            LOG.debug("message {} has to wait: {}", stored.id(), e.getMessage());
            Long after = e.error().retryAfterMs();
            return new Begun.Refused(after == null ? RETRY_MILLIS : after);
        }
        String sentence = e.error().code() == ErrorCode.FORBIDDEN ? forOwner(stored.message()) : "That can't be done: " + e.getMessage();
        return new Begun.Turn(CompletableFuture.completedFuture(new Ended(Ended.Kind.ANSWERED, sentence, null)));
    }

    private static String forOwner(InboundMessage message) {
        return "Only the owner may say that. Whoever runs this gateway makes you the owner by\nopenclaw config set"
                + " commands.ownerAllowFrom '[\"" + message.channel() + ":" + message.sender().id() + "\"]'";
    }

    /** Sends the answer, plans another turn, or gives up. */
    Next conclude(Stored stored, Ended ended) {
        boolean silent = ended.kind() == Ended.Kind.ANSWERED && ended.text().isEmpty();
        Progress progress = shown.remove(stored.id());
        // What comes instead of the answer takes the preview's place, too, be it only after the next turn.
        String preview = progress == null ? stored.preview() : progress.end(!silent).orElse(stored.preview());
        return switch (ended.kind()) {
            case ANSWERED -> silent ? done(stored) : deliver(stored, ended.text(), preview);
            case AGAIN -> again(stored, ended.error(), true, preview);
            case CUT_OFF -> parts.lifecycle().state() == Lifecycle.State.DRAINING
                    ? Next.LEAVE
                    : again(stored, ended.error(), true, preview) == Next.RETRY ? Next.GO_ON : Next.DONE;
            case FAILED -> giveUp(stored, ended.error(), true, preview);
        };
    }

    private Next deliver(Stored stored, String text, String preview) {
        String key = "reply:" + stored.runId();
        try {
            if (!parts.channels().get().handedOver(key)) {
                parts.channels().get().send(outbound(stored.message(), text, preview), key);
            }
            return done(stored);
        } catch (ProtocolException e) {
            return again(stored, "the answer could not be sent: " + e.getMessage(), false, preview);
        }
    }

    private static Outbound outbound(InboundMessage message, String text, String replaces) {
        Place place = place(message);
        return new Outbound(
                UUID.randomUUID().toString(), message.channel(), place.to(), text, List.of(), place.accountId(),
                place.threadId(), null, false, replaces);
    }

    private static Place place(InboundMessage message) {
        return new Place(message.accountId(), message.chat().id(), message.chat().threadId());
    }

    private Next done(Stored stored) {
        parts.store().write(sql -> {
            InboundTable.done(sql, stored.id(), parts.clock().millis());
            return null;
        });
        return Next.DONE;
    }

    private Next again(Stored stored, String error, boolean turnIsOver, String preview) {
        if (stored.failures() + 1 >= InboundQueue.MOST_FAILURES) {
            return giveUp(stored, error, turnIsOver, preview);
        }
        failed(stored, error, turnIsOver);
        LOG.warn("message {} over {} is tried again: {}", stored.id(), stored.message().channel(), error);
        return Next.RETRY;
    }

    private Next giveUp(Stored stored, String error, boolean turnIsOver, String preview) {
        if (turnIsOver) {
            apologize(stored, error, preview);
        }
        failed(stored, error, turnIsOver);
        parts.store().write(sql -> {
            InboundTable.dead(sql, stored.id(), parts.clock().millis());
            return null;
        });
        LOG.warn("message {} over {} got no answer and is kept as a dead letter: {}", stored.id(), stored.message().channel(), error);
        return Next.DONE;
    }

    private void failed(Stored stored, String error, boolean turnIsOver) {
        parts.store().write(sql -> {
            InboundTable.failed(sql, stored, turnIsOver, error, parts.clock().millis());
            return null;
        });
    }

    // What went wrong is told to the owner alone: it may name accounts and machines.
    private void apologize(Stored stored, String error, String preview) {
        InboundMessage message = stored.message();
        String text = door.rules(message).isOwner(message)
                ? "I could not answer that: " + error
                : "I could not answer that. The owner of this gateway finds the reason in its log.";
        try {
            Channels channels = parts.channels().get();
            String key = "sorry:" + stored.runId();
            if (!channels.handedOver(key)) {
                channels.enqueue(outbound(message, text, preview), key);
            }
        } catch (ProtocolException e) {
            LOG.warn("the sender of message {} could not be told: {}", stored.id(), e.getMessage());
        }
    }

    private String label(String channel) {
        return parts.channels().get().find(channel).map(Channel::label).orElse(channel);
    }
}
