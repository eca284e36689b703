package org.openclaw.appliance.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Checks one value, without what it contains, against what its key accepts. */
final class ValueCheck {

    private static final int LONGEST_PATTERN_INPUT = 4096;

    private ValueCheck() {}

    /** Whether the value is of a kind the key accepts, whatever its content. */
    static boolean fits(SchemaNode schema, JsonNode value) {
        return schema.types().stream().anyMatch(type -> fits(type, schema, value));
    }

    private static boolean fits(SchemaNode.Type type, SchemaNode schema, JsonNode value) {
        return switch (type) {
            case OBJECT -> value.isObject();
            case LIST -> value.isArray();
            case STRING -> value.isTextual();
            case INTEGER, NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case NULL -> value.isNull();
            case SECRET -> value.isTextual() || isReference(value);
            case REFERENCE -> isReference(value);
            case ANY -> true;
            case ONE -> schema.alternatives().stream().anyMatch(alternative -> fits(alternative, value));
        };
    }

    /** What is wrong with the value itself; empty if nothing is. */
    static Optional<String> fault(SchemaNode schema, JsonNode value) {
        if (!schema.allowed().isEmpty() && !schema.allowed().contains(value.asText())) {
            return Optional.of("Invalid input (allowed: "
                    + schema.allowed().stream().map(word -> value(schema, word)).collect(Collectors.joining(", ")) + ")");
        }
        if (!fits(schema, value)) {
            return Optional.of("Invalid input: expected " + expected(schema) + ", received " + received(value));
        }
        if (value.isNumber()) {
            return number(schema, value);
        }
        if (value.isObject() && (schema.is(SchemaNode.Type.SECRET) || schema.is(SchemaNode.Type.REFERENCE))) {
            return SecretRef.of(value).flatMap(SecretRef::fault);
        }
        if (value.isTextual()) {
            return size(schema, value.textValue().length(), "string to have ", " characters").or(() -> pattern(schema, value));
        }
        return value.isArray() ? size(schema, value.size(), "array to have ", " items") : Optional.empty();
    }

    private static Optional<String> number(SchemaNode schema, JsonNode value) {
        double number = value.doubleValue();
        boolean wholeOnly = schema.is(SchemaNode.Type.INTEGER) && !schema.is(SchemaNode.Type.NUMBER);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Optional.of("Invalid input: expected number, received " + number);
        }
        if (wholeOnly && number != Math.rint(number)) {
            return Optional.of("Invalid input: expected int, received number");
        }
        Double above = schema.bounds().above();
        return above != null && number <= above
                ? Optional.of("Too small: expected number to be >" + shown(above))
                : size(schema, number, "number to be ", "");
    }

    private static Optional<String> size(SchemaNode schema, double size, String what, String unit) {
        SchemaNode.Bounds bounds = schema.bounds();
        if (bounds.least() != null && size < bounds.least()) {
            return Optional.of("Too small: expected " + what + ">=" + shown(bounds.least()) + unit);
        }
        return bounds.most() != null && size > bounds.most()
                ? Optional.of("Too big: expected " + what + "<=" + shown(bounds.most()) + unit)
                : Optional.empty();
    }

    private static Optional<String> pattern(SchemaNode schema, JsonNode value) {
        if (schema.pattern() == null) {
            return Optional.empty();
        }
        String text = value.textValue();
        boolean matches = text.length() <= LONGEST_PATTERN_INPUT && Pattern.compile(schema.pattern()).matcher(text).find();
        return matches ? Optional.empty() : Optional.of("Invalid string: must match pattern /" + schema.pattern() + "/");
    }

    private static boolean isReference(JsonNode value) {
        return SecretRef.isReference(value);
    }

    private static String expected(SchemaNode schema) {
        return schema.is(SchemaNode.Type.ONE)
                ? schema.alternatives().stream().map(ValueCheck::expected).distinct().collect(Collectors.joining(" or "))
                : schema.types().stream().map(SchemaNode.Type::shown).distinct().collect(Collectors.joining(" or "));
    }

    private static String received(JsonNode value) {
        return value.isTextual() ? "string" : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String value(SchemaNode schema, String word) {
        return schema.is(SchemaNode.Type.STRING) ? "\"" + word + "\"" : word;
    }

    private static String shown(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
