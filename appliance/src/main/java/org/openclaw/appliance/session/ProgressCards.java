package org.openclaw.appliance.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Optional;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;

/**
 * A session's progress card: how far its work is, for somebody who doesn't read the transcript. It goes with the session, and
 * a reset begins without one. Thread-safe; blocks on the disk.
 */
final class ProgressCards {

    private static final String SELECT =
            "SELECT revision, updated_at, markdown, steps FROM progress_card WHERE session = ? AND lifecycle_revision = ?";

    private final Store store;
    private final Clock clock;

    ProgressCards(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @param steps a JSON array, or null @param markdown or null; a card without either is no card */
    record Card(long revision, long updatedAt, String markdown, String steps) {

        boolean isEmpty() {
            return markdown == null && steps == null;
        }

        ObjectNode json(SessionKey key) {
            ObjectNode card = Json.object()
                    .put("sessionKey", key.toString())
                    .put("revision", revision)
                    .put("updatedAt", updatedAt);
            if (markdown != null) {
                card.put("markdown", markdown);
            }
            return steps == null ? card : card.set("steps", Json.parseOwn(steps));
        }

        private boolean isDone() {
            return steps != null && Json.parseOwn(steps).valueStream().allMatch(
                    step -> step.path("status").asText().equals("completed"));
        }
    }

    /** Empty where there is none. */
    Optional<Card> find(SessionKey key) {
        return store.read(sql -> SessionTable.find(sql, key).flatMap(stored -> last(sql, stored)))
                .filter(card -> !card.isEmpty());
    }

    /** Replaces the card. @return what it is now; empty for an unknown session */
    Optional<Card> put(SessionKey key, String markdown, String steps) {
        return store.write(sql -> SessionTable.find(sql, key).map(stored -> write(sql, stored, markdown, steps)));
    }

    /**
     * Takes the card away.
     *
     * @param expectedRevision takes away this one only, and only once all its steps are done; null for whatever there is
     * @return what remains of it; empty for an unknown session
     */
    Optional<Card> clear(SessionKey key, Long expectedRevision) {
        return store.write(sql -> SessionTable.find(sql, key).map(stored -> {
            Card now = last(sql, stored).orElse(new Card(0, 0, null, null));
            boolean asExpected = expectedRevision == null || (now.revision() == expectedRevision && now.isDone());
            return now.isEmpty() || !asExpected ? now : write(sql, stored, null, null);
        }));
    }

    private Card write(Sql sql, Stored stored, String markdown, String steps) {
        long revision = 1 + last(sql, stored).map(Card::revision).orElse(0L);
        Card card = new Card(revision, clock.millis(), markdown, steps);
        sql.update(
                "INSERT OR REPLACE INTO progress_card(session, lifecycle_revision, revision, updated_at, markdown, steps)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                stored.id(), stored.session().lifecycleRevision(), revision, card.updatedAt(), markdown, steps);
        return card;
    }

    private static Optional<Card> last(Sql sql, Stored stored) {
        return sql.first(SELECT, ProgressCards::card, stored.id(), stored.session().lifecycleRevision());
    }

    private static Card card(Row row) {
        return new Card(row.number("revision"), row.number("updated_at"), row.text("markdown"), row.text("steps"));
    }
}
