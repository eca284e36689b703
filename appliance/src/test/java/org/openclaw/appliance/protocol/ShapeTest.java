package org.openclaw.appliance.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShapeTest {

    record Inner(@Required @OneOf({"cli", "ui"}) String mode, @Length(min = 1, max = 4) String name) {}

    record Outer(
            @Required Inner client,
            @Range(min = 0, max = 10) Integer limit,
            @Items(max = 2) @Length(min = 1) List<String> caps,
            Map<String, Boolean> permissions,
            @Wire("default") Boolean isDefault,
            JsonNode anything) {}

    @Open
    record Loose(@Required String text) {}

    private final Shape<Outer> shape = Shape.of(Outer.class);

    @Test
    void bindsEveryKindOfProperty() throws Exception {
        Outer bound = shape.read(Json.parse(
                """
                {"client":{"mode":"cli","name":"x"},"limit":3,"caps":["a","b"],"permissions":{"camera":true},
                 "default":false,"anything":{"k":[1]}}"""));
        assertEquals("cli", bound.client().mode());
        assertEquals(3, bound.limit());
        assertEquals(List.of("a", "b"), bound.caps());
        assertEquals(Map.of("camera", true), bound.permissions());
        assertEquals(false, bound.isDefault());
        assertEquals(1, bound.anything().at("/k/0").intValue());
    }

    @Test
    void leavesAbsentOptionalsNull() throws Exception {
        assertNull(shape.read(Json.parse("{\"client\":{\"mode\":\"ui\"}}")).caps());
    }

    @Test
    void namesFaultsInTheWordsOfTheWire() {
        assertFault("at root: unexpected property 'foo'", "{\"client\":{\"mode\":\"ui\"},\"foo\":1}");
        assertFault("at /client: unexpected property 'zzz'", "{\"client\":{\"mode\":\"ui\",\"zzz\":1}}");
        assertFault("at /client: must have required property 'mode'", "{\"client\":{}}");
        assertFault("must have required property 'client'", "{}");
        assertFault("at /client/mode: must be equal to one of the allowed values", "{\"client\":{\"mode\":\"x\"}}");
        assertFault("must be object", "[]");
        assertFault("at /limit: must be integer", "{\"client\":{\"mode\":\"ui\"},\"limit\":1.5}");
        assertFault("at /limit: must be >= 0", "{\"client\":{\"mode\":\"ui\"},\"limit\":-1}");
        assertFault("at /limit: must be <= 10", "{\"client\":{\"mode\":\"ui\"},\"limit\":99999999999}");
        assertFault("at /client/name: must NOT have fewer than 1 characters", "{\"client\":{\"mode\":\"ui\",\"name\":\"\"}}");
        assertFault("at /caps: must NOT have more than 2 items", "{\"client\":{\"mode\":\"ui\"},\"caps\":[\"a\",\"b\",\"c\"]}");
        assertFault("at /caps/0: must NOT have fewer than 1 characters", "{\"client\":{\"mode\":\"ui\"},\"caps\":[\"\"]}");
    }

    @Test
    void anOpenRecordIgnoresWhatItDoesNotKnow() throws Exception {
        assertEquals("t", Shape.of(Loose.class).read(Json.parse("{\"text\":\"t\",\"other\":{}}")).text());
    }

    @Test
    void absentParamsCountAsAnEmptyObject() {
        assertThrows(Shape.Violation.class, () -> shape.read(null));
    }

    @Test
    void describesItselfAsJsonSchema() {
        JsonNode schema = shape.schema();
        assertEquals("object", schema.path("type").textValue());
        assertEquals("client", schema.at("/required/0").textValue());
        assertEquals(false, schema.path("additionalProperties").booleanValue());
        assertEquals("cli", schema.at("/properties/client/properties/mode/enum/0").textValue());
        assertEquals(10, schema.at("/properties/limit/maximum").intValue());
        assertTrue(schema.at("/properties").has("default"));
        assertTrue(Shape.of(Loose.class).schema().path("additionalProperties").isMissingNode());
    }

    @Test
    void randomDocumentsAreRefusedOrBoundButNeverBreakIt() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            JsonNode document = randomNode(random, 0);
            try {
                shape.read(document);
            } catch (Shape.Violation refused) {
                assertTrue(refused.getMessage().length() < 4_000, refused.getMessage());
            }
        }
    }

    private static JsonNode randomNode(Random random, int depth) {
        return switch (random.nextInt(depth > 3 ? 5 : 7)) {
            case 0 -> Json.mapper().getNodeFactory().textNode("x".repeat(random.nextInt(6)));
            case 1 -> Json.mapper().getNodeFactory().numberNode(random.nextDouble() * 1e30 * (random.nextBoolean() ? 1 : -1));
            case 2 -> Json.mapper().getNodeFactory().numberNode(random.nextLong());
            case 3 -> Json.mapper().getNodeFactory().booleanNode(random.nextBoolean());
            case 4 -> Json.mapper().getNodeFactory().nullNode();
            case 5 -> {
                var array = Json.array();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(randomNode(random, depth + 1));
                }
                yield array;
            }
            default -> {
                var object = Json.object();
                String[] names = {"client", "limit", "caps", "permissions", "default", "mode", "name", "anything", "odd"};
                for (int i = random.nextInt(6); i > 0; i--) {
                    object.set(names[random.nextInt(names.length)], randomNode(random, depth + 1));
                }
                yield object;
            }
        };
    }

    private void assertFault(String expected, String document) {
        Shape.Violation violation = assertThrows(Shape.Violation.class, () -> shape.read(Json.parse(document)));
        assertEquals(expected, violation.getMessage());
    }
}
