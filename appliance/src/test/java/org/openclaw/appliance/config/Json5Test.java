package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openclaw.appliance.protocol.Json;

class Json5Test {

    @Test
    void readsEverythingJson5AddsToJson() throws Exception {
        String text = "\uFEFF// line\n{ /* block */ unquoted: 'single \\'quotes\\'', $dollar_1: +.5, hex: 0xFF, neg: -0x10,\n"
                + "trail: 5., 'con\\\ntinued': \"a\\\nb\", esc: \"\\x41\\u0042\\v\\0\", \\u0061b: 1e3, ü: [1, 2, ], }";
        assertEquals(
                Json.parse("{\"unquoted\":\"single 'quotes'\",\"$dollar_1\":0.5,\"hex\":255,\"neg\":-16,\"trail\":5.0,"
                        + "\"continued\":\"ab\",\"esc\":\"AB\\u000b\\u0000\",\"ab\":1000.0,\"ü\":[1,2]}"),
                Json5.parse(text));
        assertTrue(Json5.parse("Infinity").doubleValue() > 1e308);
        assertTrue(Double.isNaN(Json5.parse("-NaN").doubleValue()));
        assertEquals(9007199254740993L, Json5.parse("9007199254740993").longValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,,2]", "{a 1}", "{a:}", "{,}", "[01]", "'a", "'a\nb'", "{a:1}}", "/*", "0x", "1e", "tru", "\"\\1\"",
        "12abc", "{1a:2}", ".", "+", "nullx", "\\u0031a", "[1 2]"})
    void refusesWhatIsNotJson5(String text) {
        assertThrows(Json5Exception.class, () -> Json5.parse(text));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{a: 1,\\n  b 2}|2|5|':' after the key \"b\"",
        "{a: [1, 2}|1|10|',' or ']'",
        "{a: 'x|1|5|never closed",
        "{\\n  port: 3001\\n  bind: 'lan'\\n}|3|3|',' or '}'"
    })
    void saysWhereAndWhatWasExpected(String text, int line, int column, String expected) {
        Json5Exception fault = assertThrows(Json5Exception.class, () -> Json5.parse(text.replace("\\n", "\n")));
        assertEquals(List.of(line, column), List.of(fault.line(), fault.column()), fault.getMessage());
        assertTrue(fault.getMessage().contains(expected), fault.getMessage());
    }

    @Test
    void boundsNestingAndLength() {
        assertThrows(Json5Exception.class, () -> Json5.parse("[".repeat(100_000)));
        assertThrows(Json5Exception.class, () -> Json5.parse("{a:".repeat(100_000)));
        assertThrows(Json5Exception.class, () -> Json5.parse(" ".repeat(Json5.MAX_LENGTH + 1)));
        assertThrows(Json5Exception.class, () -> Json5.parse("9".repeat(100_000)));
    }

    @Test
    void randomTextNeverCrashesTheReader() {
        Random random = new Random(5);
        String alphabet = "{}[]:,'\"\\/*\n\r abc0123xXeE+-.$_u\u2028\uD83D\uDE00\0tn";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i >= 0; i--) {
                text.append(random.nextInt(8) == 0 ? (char) random.nextInt(0x10000) : alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Json5.parse(text.toString());
            } catch (Json5Exception e) {
                assertTrue(e.line() > 0 && e.column() > 0);
            }
        }
    }

    @Test
    void takesJsonForAValueOrElseTheText() {
        assertEquals(Json.tree(3002), Json5.valueOrText("3002"));
        assertEquals(Json.tree(true), Json5.valueOrText("true"));
        assertEquals(Json.tree("lan"), Json5.valueOrText("lan"));
        assertEquals(Json.tree("127.0.0.1"), Json5.valueOrText("127.0.0.1"));
    }
}
