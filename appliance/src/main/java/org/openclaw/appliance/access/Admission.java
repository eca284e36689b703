package org.openclaw.appliance.access;

import java.util.List;
import java.util.Optional;

/** What pairing says to a device that has proven its key and its right to ask. */
sealed interface Admission {

    /**
     * @param tokens its token for the role it asked for, then those handed over with it
     * @param scopes the operator scopes it gets of those it asked for
     */
    record Admitted(List<IssuedToken> tokens, List<String> scopes) implements Admission {}

    /** @param known the device as it was approved before, if it was */
    record Waiting(PairingRequest request, Obstacle obstacle, Optional<PairedDevice> known) implements Admission {}

    /** Another device used the setup code a moment before. */
    record CodeSpent() implements Admission {}
}
