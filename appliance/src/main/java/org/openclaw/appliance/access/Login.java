package org.openclaw.appliance.access;

/** What came of checking a connection's credentials. */
sealed interface Login {

    /** By the shared secret, or a proxy's word. @param method how it is called on the wire */
    record Proven(String method) implements Login {}

    /** By the device's own token. */
    record ByToken(String token) implements Login {

        static final String METHOD = "device-token";

        @Override
        public String toString() {
            return "ByToken";
        }
    }

    record ByCode(SetupCodes.Code code) implements Login {}

    record Refused(Decision.Refused decision) implements Login {}
}
