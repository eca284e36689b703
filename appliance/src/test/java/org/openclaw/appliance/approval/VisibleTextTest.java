package org.openclaw.appliance.approval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VisibleTextTest {

    @Test
    void hidesNothingFromWhoApproves() {
        assertEquals("ls /tmp 你好", VisibleText.of("ls /tmp 你好"));
        assertEquals("a\\u{202e}b\\u{200b}c\\u{1b}[2K\\u{d}", VisibleText.of("a\u202eb\u200bc\u001b[2K\r"));
        assertEquals("\\u{d800}", VisibleText.of("\ud800"));
    }
}
