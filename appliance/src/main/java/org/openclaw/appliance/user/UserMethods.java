package org.openclaw.appliance.user;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.openclaw.appliance.protocol.ErrorShape;
import org.openclaw.appliance.protocol.Event;
import org.openclaw.appliance.protocol.Json;
import org.openclaw.appliance.protocol.ProtocolException;
import org.openclaw.appliance.protocol.UserParams;
import org.openclaw.appliance.rpc.Access;
import org.openclaw.appliance.rpc.Caller;
import org.openclaw.appliance.rpc.Events;
import org.openclaw.appliance.rpc.Method;
import org.openclaw.appliance.store.Store;

/**
 * {@code users.prefs.get} and {@code users.prefs.set}. Preferences belong to a person, and the gateway knows persons only where
 * a proxy vouches for them: a shared secret doesn't tell who brings it.
 */
public final class UserMethods {

    private static final int MOST_ENTRIES = 32;
    private static final int MOST_KEY_CHARS = 256;
    private static final int MOST_VALUE_BYTES = 4_096;

    private final Preferences preferences;
    private final Events events;

    public UserMethods(Store store, Events events) {
        this.preferences = new Preferences(store);
        this.events = events;
    }

    public List<Method<?>> methods() {
        return List.of(
                Method.of("users.prefs.get", Access.READ, UserParams.GetPreferences.class, this::get),
                Method.of("users.prefs.set", Access.WRITE, UserParams.SetPreferences.class, this::set));
    }

    private ObjectNode get(Caller caller, UserParams.GetPreferences params) {
        String user = caller.grant().user();
        return user == null ? nobody() : status("ok").set("entries", preferences.get(user, params.keys()));
    }

    private ObjectNode set(Caller caller, UserParams.SetPreferences params) throws ProtocolException {
        ObjectNode expected = params.expectedEntries() == null ? Json.object() : params.expectedEntries();
        check(params.entries());
        check(expected);
        String user = caller.grant().user();
        if (user == null) {
            return nobody();
        }
        return switch (preferences.set(user, params.entries(), expected)) {
            case SET -> {
                tell(user, params.entries());
                yield status("ok");
            }
            case CONFLICT -> status("conflict");
            case TOO_MANY -> throw new ProtocolException(ErrorShape.invalid("users.prefs.set: one user has at most "
                            + Preferences.MOST + " preferences; remove some by setting them to null")
                    .withDetails(Json.object()
                            .put("code", "USER_PREFS_LIMIT_EXCEEDED")
                            .put("limit", Preferences.MOST)
                            .put("currentCount", preferences.count(user))));
        };
    }

    // Only to the same person's other connections.
    private void tell(String user, ObjectNode entries) {
        ObjectNode changed = Json.object().put("profileId", user);
        entries.fieldNames().forEachRemaining(changed.putArray("keys")::add);
        events.publish(Event.USER_PREFERENCES_CHANGED, changed, caller -> user.equals(caller.grant().user()));
    }

    private static void check(ObjectNode entries) throws ProtocolException {
        if (entries.size() > MOST_ENTRIES) {
            throw ProtocolException.invalid("users.prefs.set takes at most " + MOST_ENTRIES + " entries at once");
        }
        for (Map.Entry<String, JsonNode> entry : entries.properties()) {
            if (entry.getKey().isEmpty() || entry.getKey().length() > MOST_KEY_CHARS) {
                throw ProtocolException.invalid("users.prefs.set: a key has 1 to " + MOST_KEY_CHARS + " characters");
            }
            if (Json.text(entry.getValue()).getBytes(StandardCharsets.UTF_8).length > MOST_VALUE_BYTES) {
                throw ProtocolException.invalid("users.prefs.set: the value of " + entry.getKey() + " is longer than "
                        + MOST_VALUE_BYTES + " bytes");
            }
        }
    }

    private static ObjectNode nobody() {
        return status("no_durable_identity");
    }

    private static ObjectNode status(String status) {
        return Json.object().put("status", status);
    }
}
