package org.openclaw.appliance.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.openclaw.appliance.protocol.Json;

class Json5EditTest {

    private static final String FILE = """
            // The gateway of the shed.
            {
              gateway: {
                mode: "local", // never remote
                port: 3001 // old port
              },
              /* who speaks */
              agents: { defaults: {} },
            }
            """;

    private static String set(String text, String path, Object value) throws Json5Exception {
        return new Json5Edit(Json5.document(text)).set(KeyPath.parse(path), Json.tree(value));
    }

    private static String unset(String text, String path) throws Json5Exception {
        return new Json5Edit(Json5.document(text)).unset(KeyPath.parse(path));
    }

    @Test
    void replacesAValueAndKeepsEverythingElse() throws Exception {
        assertEquals(FILE.replace("3001", "3002"), set(FILE, "gateway.port", 3002));
    }

    @Test
    void addsAMemberBehindTheLastOneAndItsComment() throws Exception {
        assertEquals(FILE.replace("3001 // old port", "3001, // old port\n    bind: \"lan\""), set(FILE, "gateway.bind", "lan"));
    }

    @Test
    void addsMissingParents() throws Exception {
        String edited = set(FILE, "logging.level", "debug");
        assertTrue(edited.contains("// never remote") && edited.contains("/* who speaks */"), edited);
        assertEquals("debug", Json5.parse(edited).at("/logging/level").textValue());
    }

    @Test
    void removesAMemberWithItsLine() throws Exception {
        String edited = unset(FILE, "gateway.mode");
        assertTrue(edited.contains("// The gateway of the shed.") && edited.contains("port: 3001 // old port"), edited);
        assertTrue(Json5.parse(edited).at("/gateway/mode").isMissingNode());
        assertEquals("{\n  \"a\": 1\n}\n", unset("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "b"));
        assertEquals("{}", unset("{a: 1}", "a"));
    }

    @Test
    void keepsStrictJsonStrict() throws Exception {
        assertEquals("{\n  \"a\": {\n    \"b\": 1,\n    \"c\": 2\n  }\n}", set("{\n  \"a\": {\n    \"b\": 1\n  }\n}", "a.c", 2));
        Json.parse(set("{}", "gateway.port", 1));
        Json.parse(unset("{\"a\": 1, \"b\": {\"c\": 1}}", "b"));
    }

    @Test
    void anyEditOfAnyFormattingHasTheRightValues() throws Exception {
        Random random = new Random(3);
        List<String> keys = List.of("a", "b", "c-d", "e");
        String text = "{ /* x */ }";
        for (int round = 0; round < 2_000; round++) {
            String path = keys.get(random.nextInt(4)).replace("c-d", "[\"c-d\"]") + "." + keys.get(random.nextInt(4)).replace("c-d", "[\"c-d\"]");
            List<String> parsed = KeyPath.parse(path);
            if (random.nextInt(3) == 0) {
                text = unset(text, path);
                assertTrue(KeyPath.resolve(Json5.parse(text), parsed).isMissingNode(), text);
            } else {
                text = set(text, path, round);
                assertEquals(round, KeyPath.resolve(Json5.parse(text), parsed).intValue(), text);
            }
            assertTrue(text.contains("/* x */"), text);
        }
    }

    @Test
    void changesElementsOfLists() throws Exception {
        assertEquals("{a: [1, /* two */ 5, 3]}", set("{a: [1, /* two */ 2, 3]}", "a[1]", 5));
        assertEquals(Json.parse("{\"a\":[1,2]}"), Json5.parse(set("{a: [1]}", "a[1]", 2)));
        assertEquals(Json.parse("{\"a\":[1,3]}"), Json5.parse(unset("{a: [1, 2, 3]}", "a[1]")));
    }
}
