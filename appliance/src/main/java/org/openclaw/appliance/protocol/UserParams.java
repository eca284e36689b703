package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Parameters of the {@code users.*} methods. */
public final class UserParams {

    private UserParams() {}

    /** {@code users.prefs.get}: some of the caller's preferences, or all. */
    public record GetPreferences(@Items(max = 32) @Length(min = 1, max = 256) List<String> keys) {}

    /** {@code users.prefs.set}: null removes a preference. @param expectedEntries what must still be so, else nothing is set */
    public record SetPreferences(@Required ObjectNode entries, ObjectNode expectedEntries) {}
}
