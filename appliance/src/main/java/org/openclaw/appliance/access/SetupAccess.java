package org.openclaw.appliance.access;

import java.util.List;
import java.util.Locale;

/** What a setup code hands over besides the role of a node. Never the right to pair further devices. */
public enum SetupAccess {
    FULL(
            Scope.ADMIN, Scope.APPROVALS, Scope.QUESTIONS, Scope.READ, Scope.TALK_SECRETS, Scope.WRITE),
    LIMITED(Scope.APPROVALS, Scope.QUESTIONS, Scope.READ, Scope.TALK_SECRETS, Scope.WRITE),
    NODE(Scope.READ, Scope.TALK);

    private final List<String> scopes;

    SetupAccess(String... scopes) {
        this.scopes = List.of(scopes);
    }

    public List<String> scopes() {
        return scopes;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
