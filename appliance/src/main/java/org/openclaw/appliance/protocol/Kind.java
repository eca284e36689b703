package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One kind of value on the wire: how it is checked and bound, and how it is described. Immutable. */
sealed interface Kind {

    Object read(JsonNode value, String path, Faults faults);

    ObjectNode schema();

    @SuppressWarnings("unchecked")
    static Kind of(Type type, Constraints constraints) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? new ListKind(of(arguments[0], constraints.ofItems()), constraints.items())
                    : new MapKind(of(arguments[1], constraints.ofItems()));
        }
        Class<?> raw = (Class<?>) type;
        if (raw == String.class) {
            return new Text(constraints);
        }
        if (raw == Integer.class || raw == Long.class) {
            return new Whole(raw == Integer.class, constraints.range());
        }
        if (raw == Double.class) {
            return new Number();
        }
        if (raw == Boolean.class) {
            return new Bool();
        }
        if (raw.isRecord()) {
            return new Nested(new Shape<>((Class<? extends Record>) raw));
        }
        if (raw == ObjectNode.class) {
            return new AnyObject();
        }
        if (raw == JsonNode.class) {
            return new Any();
        }
        throw new IllegalArgumentException("no wire form for " + type);
    }

    /** What the annotations of a record component ask for; each may be null. */
    record Constraints(Length length, Range range, OneOf oneOf, Pattern matches, Items items) {

        static Constraints of(RecordComponent component) {
            Matches matches = component.getAnnotation(Matches.class);
            return new Constraints(
                    component.getAnnotation(Length.class),
                    component.getAnnotation(Range.class),
                    component.getAnnotation(OneOf.class),
                    matches == null ? null : Pattern.compile(matches.value()),
                    component.getAnnotation(Items.class));
        }

        /** A list's own bounds stay with the list; the rest constrains its items. */
        Constraints ofItems() {
            return new Constraints(length, range, oneOf, matches, null);
        }
    }

    record Text(Constraints constraints) implements Kind {

        @Override
        public Object read(JsonNode value, String path, Faults faults) {
            if (!value.isTextual()) {
                faults.add(path, "must be string");
                return null;
            }
            String text = value.textValue();
            Length length = constraints.length();
            if (length != null && text.length() < length.min()) {
                faults.add(path, "must NOT have fewer than " + length.min() + " characters");
            } else if (length != null && text.length() > length.max()) {
                faults.add(path, "must NOT have more than " + length.max() + " characters");
            } else if (constraints.matches() != null && !constraints.matches().matcher(text).find()) {
                faults.add(path, "must match pattern \"" + constraints.matches().pattern() + "\"");
            } else if (constraints.oneOf() != null && !Arrays.asList(constraints.oneOf().value()).contains(text)) {
                faults.add(path, "must be equal to one of the allowed values");
            }
            return text;
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = Json.object().put("type", "string");
            if (constraints.length() != null && constraints.length().min() > 0) {
                schema.put("minLength", constraints.length().min());
            }
            if (constraints.length() != null && constraints.length().max() < Integer.MAX_VALUE) {
                schema.put("maxLength", constraints.length().max());
            }
            if (constraints.matches() != null) {
                schema.put("pattern", constraints.matches().pattern());
            }
            if (constraints.oneOf() != null) {
                ArrayNode allowed = schema.putArray("enum");
                Arrays.stream(constraints.oneOf().value()).forEach(allowed::add);
            }
            return schema;
        }
    }

    record Whole(boolean narrow, Range range) implements Kind {

        @Override
        public Object read(JsonNode value, String path, Faults faults) {
            long least = range == null ? Long.MIN_VALUE : range.min();
            long most = range == null ? Long.MAX_VALUE : range.max();
            if (!value.isNumber() || !isWhole(value)) {
                faults.add(path, "must be integer");
                return null;
            }
            long number = value.longValue();
            if (number < least) {
                faults.add(path, "must be >= " + least);
            } else if (number > most || (narrow && number != (int) number)) {
                faults.add(path, "must be <= " + (narrow ? Math.min(most, Integer.MAX_VALUE) : most));
            }
            return narrow ? (Object) (int) number : (Object) number;
        }

        private static boolean isWhole(JsonNode value) {
            return value.canConvertToLong() && (value.isIntegralNumber() || value.doubleValue() == Math.rint(value.doubleValue()));
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = Json.object().put("type", "integer");
            if (range != null && range.min() != Long.MIN_VALUE) {
                schema.put("minimum", range.min());
            }
            if (range != null && range.max() != Long.MAX_VALUE) {
                schema.put("maximum", range.max());
            }
            return schema;
        }
    }

    record Number() implements Kind {

        @Override
        public Object read(JsonNode value, String path, Faults faults) {
            if (!value.isNumber()) {
                faults.add(path, "must be number");
                return null;
            }
            return value.doubleValue();
        }

        @Override
        public ObjectNode schema() {
            return Json.object().put("type", "number");
        }
    }

    record Bool() implements Kind {

        @Override
        public Object read(JsonNode value, String path, Faults faults) {
            if (!value.isBoolean()) {
                faults.add(path, "must be boolean");
                return null;
            }
            return value.booleanValue();
        }

        @Override
        public ObjectNode schema() {
            return Json.object().put("type", "boolean");
        }
    }

    record Nested(Shape<?> shape) implements Kind {

        @Override
        public Object read(JsonNode value, String path, Faults faults) {
            return shape.bind(value, path, faults);
        }

        @Override
        public ObjectNode schema() {
            return shape.schema();
        }
    }

    record ListKind(Kind item, Items size) implements Kind {

        @Override
        public Object read(JsonNode value, String path, Faults faults) {
            if (!value.isArray()) {
                faults.add(path, "must be array");
                return null;
            }
            if (size != null && value.size() < size.min()) {
                faults.add(path, "must NOT have fewer than " + size.min() + " items");
            } else if (size != null && value.size() > size.max()) {
                faults.add(path, "must NOT have more than " + size.max() + " items");
                return null;
            }
            List<Object> items = new ArrayList<>(value.size());
            for (int i = 0; i < value.size(); i++) {
                Object bound = item.read(value.get(i), path + "/" + i, faults);
                if (bound != null) {
                    items.add(bound);
                }
            }
            return List.copyOf(items);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = Json.object().put("type", "array");
            schema.set("items", item.schema());
            if (size != null && size.min() > 0) {
                schema.put("minItems", size.min());
            }
            if (size != null && size.max() < Integer.MAX_VALUE) {
                schema.put("maxItems", size.max());
            }
            return schema;
        }
    }

    record MapKind(Kind value) implements Kind {

        @Override
        public Object read(JsonNode node, String path, Faults faults) {
            if (!node.isObject()) {
                faults.add(path, "must be object");
                return null;
            }
            Map<String, Object> entries = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                Object bound = value.read(entry.getValue(), path + "/" + entry.getKey(), faults);
                if (bound != null) {
                    entries.put(entry.getKey(), bound);
                }
            }
            return entries;
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = Json.object().put("type", "object");
            schema.set("additionalProperties", value.schema());
            return schema;
        }
    }

    record AnyObject() implements Kind {

        @Override
        public Object read(JsonNode value, String path, Faults faults) {
            if (!value.isObject()) {
                faults.add(path, "must be object");
                return null;
            }
            return value;
        }

        @Override
        public ObjectNode schema() {
            return Json.object().put("type", "object");
        }
    }

    record Any() implements Kind {

        @Override
        public Object read(JsonNode value, String path, Faults faults) {
            return value;
        }

        @Override
        public ObjectNode schema() {
            return Json.object();
        }
    }
}
