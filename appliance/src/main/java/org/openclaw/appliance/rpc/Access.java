package org.openclaw.appliance.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.openclaw.appliance.access.Grant;
import org.openclaw.appliance.access.Scope;

/** Who may call a method. A closed set, so nothing is open by omission. */
public sealed interface Access {

    Access ANYONE = new Anyone();
    Access READ = scope(Scope.READ);
    Access WRITE = scope(Scope.WRITE);
    Access ADMIN = scope(Scope.ADMIN);
    Access PAIRING = scope(Scope.PAIRING);
    Access NODE_ONLY = new NodeOnly();

    static Access scope(String scope) {
        return new Needs(scope, null);
    }

    /** A scope, or the session-scoped one that also admits. */
    static Access scopeOr(String scope, String alternative) {
        return new Needs(scope, alternative);
    }

    /** The scope depends on the parameters. @param rule from the parameters as sent (never null) to the scope */
    static Access byParams(Function<JsonNode, String> rule) {
        return new ByParams(rule);
    }

    /** Every authenticated connection, whatever its role and scopes. */
    record Anyone() implements Access {}

    /** Operators with the scope (or the alternative, when not null). */
    record Needs(String scope, String alternative) implements Access {
        boolean admits(Grant grant) {
            return grant.admits(scope) || (alternative != null && grant.admits(alternative));
        }
    }

    /** Operators with the scope that the parameters call for. */
    record ByParams(Function<JsonNode, String> rule) implements Access {}

    /** Connections of role node only. */
    record NodeOnly() implements Access {}
}
