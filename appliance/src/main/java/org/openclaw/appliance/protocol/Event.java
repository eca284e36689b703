package org.openclaw.appliance.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Event names, and which scope each needs; a name without a rule is delivered to nobody. */
public final class Event {

    public static final String CONNECT_CHALLENGE = "connect.challenge";
    public static final String AGENT = "agent";
    public static final String CHAT = "chat";
    public static final String SESSION_MESSAGE = "session.message";
    public static final String SESSION_OPERATION = "session.operation";
    public static final String SESSION_TOOL = "session.tool";
    public static final String SESSIONS_CHANGED = "sessions.changed";
    public static final String PRESENCE = "presence";
    public static final String TICK = "tick";
    public static final String HEALTH = "health";
    public static final String HEARTBEAT = "heartbeat";
    public static final String CRON = "cron";
    public static final String MEMORY_PRESSURE = "memory.pressure";
    public static final String EXEC_APPROVAL_REQUESTED = "exec.approval.requested";
    public static final String EXEC_APPROVAL_RESOLVED = "exec.approval.resolved";
    public static final String SHUTDOWN = "shutdown";
    public static final String CONFIG_CHANGED = "config.changed";
    public static final String DEVICE_PAIR_REQUESTED = "device.pair.requested";
    public static final String DEVICE_PAIR_RESOLVED = "device.pair.resolved";
    public static final String DEVICE_PAIR_CHANGED = "device.pair.changed";
    public static final String DEVICE_PAIR_SETUP_COMPLETED = "device.pair.setup.completed";
    public static final String DEVICE_PAIR_SETUP_UNCERTAIN = "device.pair.setup.deliveryUncertain";
    public static final String NODE_PAIR_REQUESTED = "node.pair.requested";
    public static final String NODE_PAIR_RESOLVED = "node.pair.resolved";
    public static final String PROGRESS_CARD_CHANGED = "progressCard.changed";
    public static final String USER_PREFERENCES_CHANGED = "users.prefs.changed";

    /** No scope needed: every authenticated connection of any role. */
    public static final String EVERYONE = "";

    private static final String READ = "operator.read";
    private static final String PAIRING = "operator.pairing";
    private static final String APPROVALS = "operator.approvals";
    private static final Map<String, String> RULES = rules();

    private Event() {}

    private static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put(AGENT, READ);
        rules.put(CHAT, READ);
        rules.put(SESSION_MESSAGE, READ);
        rules.put(SESSION_OPERATION, READ);
        rules.put(SESSION_TOOL, READ);
        rules.put(SESSIONS_CHANGED, READ);
        rules.put(PRESENCE, READ);
        rules.put(TICK, EVERYONE);
        rules.put(SHUTDOWN, EVERYONE);
        rules.put(HEALTH, EVERYONE);
        rules.put(HEARTBEAT, EVERYONE);
        rules.put(CRON, READ);
        rules.put(MEMORY_PRESSURE, READ);
        rules.put(CONFIG_CHANGED, READ);
        rules.put(EXEC_APPROVAL_REQUESTED, APPROVALS);
        rules.put(EXEC_APPROVAL_RESOLVED, APPROVALS);
        rules.put(DEVICE_PAIR_REQUESTED, PAIRING);
        rules.put(DEVICE_PAIR_RESOLVED, PAIRING);
        rules.put(DEVICE_PAIR_CHANGED, PAIRING);
        rules.put(DEVICE_PAIR_SETUP_COMPLETED, PAIRING);
        rules.put(DEVICE_PAIR_SETUP_UNCERTAIN, PAIRING);
        rules.put(NODE_PAIR_REQUESTED, PAIRING);
        rules.put(NODE_PAIR_RESOLVED, PAIRING);
        rules.put(PROGRESS_CARD_CHANGED, READ);
        rules.put(USER_PREFERENCES_CHANGED, READ);
        return Map.copyOf(rules);
    }

    /** The scope an event needs, {@link #EVERYONE}, or null for a name without a rule. */
    public static String scopeOf(String event) {
        return RULES.get(event);
    }

    /** What {@code hello-ok.features.events} lists: what this gateway can produce. */
    public static List<String> advertised() {
        return List.of(
                CONNECT_CHALLENGE,
                AGENT,
                CHAT,
                SESSION_MESSAGE,
                SESSION_OPERATION,
                SESSION_TOOL,
                SESSIONS_CHANGED,
                PRESENCE,
                TICK,
                SHUTDOWN,
                HEALTH,
                HEARTBEAT,
                CRON,
                MEMORY_PRESSURE,
                EXEC_APPROVAL_REQUESTED,
                EXEC_APPROVAL_RESOLVED,
                NODE_PAIR_REQUESTED,
                NODE_PAIR_RESOLVED,
                DEVICE_PAIR_REQUESTED,
                DEVICE_PAIR_RESOLVED,
                DEVICE_PAIR_CHANGED,
                DEVICE_PAIR_SETUP_COMPLETED,
                DEVICE_PAIR_SETUP_UNCERTAIN,
                PROGRESS_CARD_CHANGED,
                USER_PREFERENCES_CHANGED);
    }
}
