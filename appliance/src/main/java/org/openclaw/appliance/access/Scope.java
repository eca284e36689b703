package org.openclaw.appliance.access;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Operator scopes by their names on the wire, and which scope implies which. */
public final class Scope {

    public static final String READ = "operator.read";
    public static final String WRITE = "operator.write";
    public static final String ADMIN = "operator.admin";
    public static final String APPROVALS = "operator.approvals";
    public static final String QUESTIONS = "operator.questions";
    public static final String PAIRING = "operator.pairing";
    public static final String TALK = "operator.talk";
    public static final String TALK_SECRETS = "operator.talk.secrets";
    public static final String SESSIONS_READ = "operator.sessions.read";
    public static final String SESSIONS_WRITE = "operator.sessions.write";

    /** What the owner of the shared secret may ask for. */
    public static final List<String> ALL =
            List.of(READ, WRITE, ADMIN, APPROVALS, QUESTIONS, PAIRING, TALK, TALK_SECRETS);

    private static final Set<String> KNOWN = Set.of(
            READ, WRITE, ADMIN, APPROVALS, QUESTIONS, PAIRING, TALK, TALK_SECRETS, SESSIONS_READ, SESSIONS_WRITE);

    private Scope() {}

    /** Whether there is such a scope. */
    public static boolean exists(String name) {
        return KNOWN.contains(name);
    }

    /** True when the granted scopes contain or imply the wanted one. */
    public static boolean admits(Collection<String> granted, String wanted) {
        if (granted.contains(ADMIN) || granted.contains(wanted)) {
            return true;
        }
        return switch (wanted) {
            case READ, TALK -> granted.contains(WRITE);
            case SESSIONS_WRITE -> granted.contains(WRITE);
            case SESSIONS_READ ->
                granted.contains(WRITE) || granted.contains(READ) || granted.contains(SESSIONS_WRITE);
            default -> false;
        };
    }

    /** The scopes of a request's header value, trimmed and in order; empty for null. */
    public static Set<String> parse(String commaSeparated) {
        Set<String> scopes = new LinkedHashSet<>();
        if (commaSeparated != null) {
            for (String scope : commaSeparated.split(",", 64)) {
                if (!scope.isBlank()) {
                    scopes.add(scope.strip());
                }
            }
        }
        return scopes;
    }
}
