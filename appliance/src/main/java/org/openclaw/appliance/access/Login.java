package org.openclaw.appliance.access;

/** What came of checking a connection's credentials. */
sealed interface Login {

    /** @param method the shared secret's mode, or {@code device-token} */
    record Proven(String method) implements Login {}

    record ByCode(SetupCodes.Code code) implements Login {}

    record Refused(Decision.Refused decision) implements Login {}
}
