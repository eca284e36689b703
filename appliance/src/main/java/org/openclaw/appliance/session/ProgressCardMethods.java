package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.SessionsParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.store.Store;

/** {@code progressCard.get} and {@code progressCard.put}. */
public final class ProgressCardMethods {

    private static final int MOST_BYTES = 8_192;

    private final Sessions sessions;
    private final ProgressCards cards;
    private final Events events;

    public ProgressCardMethods(Sessions sessions, Store store, Events events, Clock clock) {
        this.sessions = sessions;
        this.cards = new ProgressCards(store, clock);
        this.events = events;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("progressCard.get", Access.READ, SessionsParams.GetCard.class, this::get),
                Method.of("progressCard.put", Access.WRITE, SessionsParams.PutCard.class, this::put));
    }

    private ObjectNode get(Caller caller, SessionsParams.GetCard params) throws ProtocolException {
        SessionKey key = sessions.locate(params.sessionKey(), params.agentId());
        return view(key, cards.find(key));
    }

    private ObjectNode put(Caller caller, SessionsParams.PutCard params) throws ProtocolException {
        check(params);
        SessionKey key = sessions.locate(params.sessionKey(), params.agentId());
        String markdown = params.markdown() == null || params.markdown().isBlank() ? null : params.markdown();
        String steps = params.plan() == null || params.plan().isEmpty() ? null : Json.text(params.plan());
        boolean clears = markdown == null && steps == null;
        if (!clears && params.expectedRevision() != null) {
            throw ProtocolException.invalid("expectedRevision is for clearing a card: leave it out, or leave out markdown and plan");
        }
        ProgressCards.Card card = (clears ? cards.clear(key, params.expectedRevision()) : cards.put(key, markdown, steps))
                .orElseThrow(() -> ProtocolException.invalid(
                        "unknown session: " + key + "; a session begins with its first message or with sessions.create"));
        // A card that wasn't as expected is left as it was.
        if (!clears || card.isEmpty()) {
            events.publish(Event.PROGRESS_CARD_CHANGED, revision(key, card));
        }
        return view(key, Optional.of(card));
    }

    private static ObjectNode revision(SessionKey key, ProgressCards.Card card) {
        ObjectNode told = Json.object().put("sessionKey", key.toString());
        return told.put("revision", card.isEmpty() ? null : Long.valueOf(card.revision()));
    }

    private static void check(SessionsParams.PutCard params) throws ProtocolException {
        if (params.markdown() != null && params.markdown().getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw ProtocolException.invalid("the card's markdown is longer than " + MOST_BYTES + " bytes");
        }
        if (params.plan() == null) {
            return;
        }
        if (params.plan().stream().anyMatch(step -> step.step().isBlank())) {
            throw ProtocolException.invalid("a step of the plan needs a text");
        }
        if (params.plan().stream().filter(step -> step.status().equals("in_progress")).count() > 1) {
            throw ProtocolException.invalid("a plan has at most one step in progress");
        }
    }

    private static ObjectNode view(SessionKey key, Optional<ProgressCards.Card> card) {
        return Json.object().set("card", card.filter(one -> !one.isEmpty()).map(one -> one.json(key)).orElse(null));
    }
}
