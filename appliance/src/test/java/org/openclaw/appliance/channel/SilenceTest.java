package org.openclaw.appliance.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SilenceTest {

    @ParameterizedTest
    @ValueSource(strings = {"NO_REPLY", "no_reply", " NO_REPLY. ", "**NO_REPLY**", "`no_reply`"})
    void knowsTheWord(String text) {
        assertTrue(Silence.isMeant(text));
        assertEquals("", Silence.alert(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEARTBEAT_OK", "HEARTBEAT_OK - all quiet", "All quiet. HEARTBEAT_OK", "**HEARTBEAT_OK**", "HEARTBEAT_OK."})
    void keepsQuietWhereAllIsWell(String text) {
        assertEquals("", Silence.alert(text));
    }

    @Test
    void tellsEverythingElse() {
        assertFalse(Silence.isMeant("NO_REPLY to your mail came"));
        assertEquals("The pump says HEARTBEAT_OK but is hot.", Silence.alert("The pump says HEARTBEAT_OK but is hot."));
        String alert = "The pump is hot. ".repeat(30).strip();
        assertEquals(alert, Silence.alert("HEARTBEAT_OK " + alert));
        assertEquals("**hot**", Silence.alert("**hot**"));
    }
}
