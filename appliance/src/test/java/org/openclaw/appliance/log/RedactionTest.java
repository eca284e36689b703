package org.openclaw.appliance.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private final Redaction redaction = new Redaction();

    @Test
    void masksRegisteredValuesWhereverTheyAppear() {
        redaction.register("correct horse");

        assertEquals("said *** and ***&x", redaction.mask("said correct horse and correct+horse&x"));
    }

    @Test
    void masksTheLongerOfTwoValuesThatShareAPrefix() {
        redaction.register("abcdef");
        redaction.register("abcdefghij");

        assertEquals("*** ***", redaction.mask("abcdefghij abcdef"));
    }

    @Test
    void leavesTheNameOfAnUnknownConfigurationKeyReadable() {
        String problem = "<root>: Unrecognized key: \"loging\" (loging; did you mean logging?)";
        assertEquals(problem, redaction.mask(problem));
    }

    @Test
    void ignoresValuesTooShortToBeSecrets() {
        redaction.register("the");
        redaction.register("   ");
        redaction.register(null);

        assertEquals("the gateway", redaction.mask("the gateway"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Authorization: Bearer abc.DEF-123456          | Authorization: Bearer ***",
        "authorization: bearer abcdef123456            | authorization: bearer ***",
        "Authorization: Basic dXNlcjpwYXNz             | Authorization: Basic ***",
        "using sk-ant-api03-0123456789abcdef now       | using *** now",
        "using ghp_0123456789012345678901234567 now    | using *** now",
        "bot 123456789:AAabcdefghijklmnopqrstuvwxyz0123456 up | bot *** up",
        "ws://host/?token=hunter22&x=1                 | ws://host/?token=***&x=1",
        "started with --token hunter22 --port 1        | started with --token *** --port 1",
        "started with --auth-password=hunter22         | started with --auth-password=***",
        "{\"apiKey\":\"hunter22\",\"port\":1}          | {\"apiKey\":***,\"port\":1}",
        "client_secret: hunter22                       | client_secret: ***",
        "https://user:hunter22@example.org/            | https://user:***@example.org/",
        "Cookie: session=1; id=2                       | Cookie: ***",
    })
    void masksWhatLooksLikeASecret(String text, String masked) {
        assertEquals(masked, redaction.mask(text));
    }

    @Test
    void masksPrivateKeysOverSeveralLinesAndWithoutEnd() {
        assertEquals(
                "key *** end",
                redaction.mask("key -----BEGIN PRIVATE KEY-----\nMIIB\nAA==\n-----END PRIVATE KEY----- end"));
        assertFalse(redaction.mask("-----BEGIN RSA PRIVATE KEY-----\nMIIBsecret").contains("MIIB"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "listening on :18789",
        "session key agent:main:main reset",
        "websocket closed connId=3 cause=idle duration=12ms",
        "token expired for device 12",
        "used 300 tokens in 2 turns",
        "risk-free desk-lamp",
    })
    void leavesOrdinaryTextAsItIs(String text) {
        assertSame(text, redaction.mask(text));
    }

    @Test
    void masksWhatTheOwnersPatternsMatch() {
        assertEquals(1, redaction.patterns(List.of("badge-\\d+", "/Pin \\d+/", "((")).size());

        assertEquals("my *** and *** but pin 12", redaction.mask("my BADGE-17 and Pin 12 but pin 12"));
    }

    @Test
    void showsNoPartOfASecretAcrossACut() {
        redaction.register("correct-horse-battery");
        String text = "x".repeat(90) + " correct-horse-battery " + "y".repeat(10_000);

        String cut = redaction.mask(text, 100);
        assertFalse(cut.contains("correct"), cut);
        assertTrue(cut.length() <= 101 && cut.endsWith("…"), cut);
        assertEquals("short", redaction.mask("short", 100));
    }
}
