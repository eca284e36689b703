package org.openclaw.appliance.secret;

import java.util.Optional;

/** What asking for one secret came to. */
sealed interface Resolution {

    /** It is there. Never prints itself. */
    record Value(String text) implements Resolution {
        @Override
        public String toString() {
            return "Value[…]";
        }
    }

    /**
     * It can't be had.
     *
     * @param kind what is the matter
     * @param provider the alias of the provider, where it failed as a whole
     * @param sentence for the operator; no secret
     */
    record Fault(Kind kind, Optional<String> provider, String sentence) implements Resolution {

        static Fault missing(String sentence) {
            return new Fault(Kind.MISSING, Optional.empty(), sentence);
        }

        static Fault invalid(String sentence) {
            return new Fault(Kind.INVALID, Optional.empty(), sentence);
        }

        static Fault of(String provider, String sentence) {
            return new Fault(Kind.UNAVAILABLE, Optional.of(provider), sentence);
        }

        /** Whether not even a last good secret may stand in for it. */
        boolean keepsNothing() {
            return kind == Kind.PLACEHOLDER || kind == Kind.REMOVED;
        }
    }

    /** What is the matter with a secret. */
    enum Kind {
        /** The provider works and doesn't have it. */
        MISSING,
        /** It isn't in the gateway's own store: whoever took it out wants it used no more. */
        REMOVED,
        /** The provider can't be used now. */
        UNAVAILABLE,
        /** Provider or reference make no sense. */
        INVALID,
        /** It is the text that is shown in the place of secrets. */
        PLACEHOLDER,
        /** A program would have to be run, and that wasn't allowed. */
        NOT_RUN
    }
}
