package org.openclaw.appliance.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;

/** What people set in their clients, so that another browser of theirs finds it. Thread-safe; blocks on the disk. */
final class Preferences {

    /** Kept for one user at most. */
    static final int MOST = 256;

    private final Store store;

    Preferences(Store store) {
        this.store = store;
    }

    /** What came of setting some. */
    enum Outcome {
        SET,
        /** Something isn't as the caller expects; nothing was set. */
        CONFLICT,
        /** There would be more than {@value #MOST}; nothing was set. */
        TOO_MANY
    }

    /** @param keys those wanted, or null for all */
    ObjectNode get(String user, List<String> keys) {
        ObjectNode found = Json.object();
        store.read(sql -> sql.query(
                        "SELECT key, value FROM user_preference WHERE user = ? ORDER BY key",
                        row -> Map.entry(row.text("key"), row.text("value")),
                        user))
                .stream()
                .filter(entry -> keys == null || keys.contains(entry.getKey()))
                .forEach(entry -> found.set(entry.getKey(), Json.parseOwn(entry.getValue())));
        return found;
    }

    /** @param entries null removes one @param expected what must be so now; null is for one that isn't there */
    Outcome set(String user, ObjectNode entries, ObjectNode expected) {
        return store.write(sql -> {
            for (Map.Entry<String, JsonNode> entry : expected.properties()) {
                if (!value(sql, user, entry.getKey()).equals(entry.getValue())) {
                    return Outcome.CONFLICT;
                }
            }
            if (count(sql, user) + added(sql, user, entries) > MOST) {
                return Outcome.TOO_MANY;
            }
            entries.properties().forEach(entry -> put(sql, user, entry.getKey(), entry.getValue()));
            return Outcome.SET;
        });
    }

    private static void put(Sql sql, String user, String key, JsonNode value) {
        if (value.isNull()) {
            sql.update("DELETE FROM user_preference WHERE user = ? AND key = ?", user, key);
        } else {
            sql.update(
                    "INSERT OR REPLACE INTO user_preference(user, key, value) VALUES (?, ?, ?)", user, key, Json.text(value));
        }
    }

    private static long added(Sql sql, String user, ObjectNode entries) {
        return entries.propertyStream()
                .filter(entry -> !entry.getValue().isNull() && value(sql, user, entry.getKey()).isNull())
                .count();
    }

    private static JsonNode value(Sql sql, String user, String key) {
        return sql.first("SELECT value FROM user_preference WHERE user = ? AND key = ?", row -> row.text("value"), user, key)
                .map(Json::parseOwn)
                .orElse(Json.object().nullNode());
    }

    /** How many there are. */
    long count(String user) {
        return store.read(sql -> count(sql, user));
    }

    private static long count(Sql sql, String user) {
        return sql.first("SELECT count(*) AS n FROM user_preference WHERE user = ?", row -> row.number("n"), user).orElse(0L);
    }
}
