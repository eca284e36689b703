package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A record's form on the wire, derived from its components and their constraint annotations: it validates an inbound
 * document in the protocol's own words, binds it to the record, and describes itself as JSON Schema.
 *
 * <p>One definition serves all three, so the checks, the types and the published schema can't drift apart. Immutable and
 * thread-safe; making one costs reflection, so a method makes its own on its first call.
 *
 * @param <T> the record
 */
public final class Shape<T extends Record> {

    private static final int MOST_FAULTS = 8;

    private final Class<T> type;
    private final Constructor<T> constructor;
    private final List<Property> properties;
    private final Map<String, Property> byName;
    private final boolean open;

    private Shape(Class<T> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        this.properties = Arrays.stream(components).map(Property::of).toList();
        this.byName = new LinkedHashMap<>();
        properties.forEach(property -> byName.put(property.name(), property));
        this.open = type.isAnnotationPresent(Open.class);
        try {
            this.constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(type + " has no canonical constructor", e);
        }
    }

    public static <T extends Record> Shape<T> of(Class<T> type) {
        return new Shape<>(type);
    }

    /**
     * Validates and binds.
     *
     * @param document the parameters; null (absent) counts as an empty object
     * @throws Violation with every fault found, at most {@value #MOST_FAULTS}, in the wire's words
     */
    public T read(JsonNode document) throws Violation {
        Faults faults = new Faults();
        Object value = bind(document == null ? Json.object() : document, "", faults);
        if (!faults.isEmpty()) {
            throw new Violation(faults.text());
        }
        return type.cast(value);
    }

    /** The JSON Schema (draft-07 subset) of this form. */
    public ObjectNode schema() {
        ObjectNode schema = Json.object().put("type", "object");
        List<Property> required = properties.stream().filter(Property::required).toList();
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(property -> names.add(property.name()));
        }
        ObjectNode described = schema.putObject("properties");
        properties.forEach(property -> described.set(property.name(), property.schema()));
        if (!open) {
            schema.put("additionalProperties", false);
        }
        return schema;
    }

    private Object bind(JsonNode document, String path, Faults faults) {
        if (!document.isObject()) {
            faults.add(path, "must be object");
            return null;
        }
        if (!open) {
            refuseUnknown(document, path, faults);
        }
        Object[] values = new Object[properties.size()];
        boolean missing = false;
        for (int i = 0; i < values.length; i++) {
            Property property = properties.get(i);
            JsonNode value = document.get(property.name());
            if (value != null) {
                values[i] = property.kind().read(value, path + "/" + property.name(), faults);
            } else if (property.required() && !missing) {
                // One missing property is named at a time, as clients of the protocol know it.
                missing = true;
                faults.add(path, "must have required property '" + property.name() + "'");
            }
        }
        return faults.isEmpty() ? construct(values) : null;
    }

    private void refuseUnknown(JsonNode document, String path, Faults faults) {
        for (Iterator<String> names = document.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!byName.containsKey(name)) {
                faults.add(path.isEmpty() ? "root" : path, "unexpected property '" + name + "'");
            }
        }
    }

    private T construct(Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("can't construct " + type.getName(), e);
        }
    }

    /** What is wrong with a document, in the wire's words. */
    public static final class Violation extends Exception {
        Violation(String message) {
            super(message, null, false, false);
        }
    }

    private static final class Faults {
        private final List<String> texts = new ArrayList<>();

        void add(String path, String text) {
            if (texts.size() < MOST_FAULTS) {
                String shown = path.length() > 200 ? path.substring(0, 200) + "…" : path;
                texts.add(shown.isEmpty() ? clip(text) : "at " + shown + ": " + clip(text));
            }
        }

        private static String clip(String text) {
            return text.length() > 300 ? text.substring(0, 300) + "…" : text;
        }

        boolean isEmpty() {
            return texts.isEmpty();
        }

        String text() {
            return String.join("; ", texts.stream().distinct().toList());
        }
    }

    private record Property(String name, boolean required, Kind kind) {

        static Property of(RecordComponent component) {
            Wire wire = component.getAnnotation(Wire.class);
            return new Property(
                    wire == null ? component.getName() : wire.value(),
                    component.isAnnotationPresent(Required.class),
                    Kind.of(component.getGenericType(), Constraints.of(component)));
        }

        ObjectNode schema() {
            return kind.schema();
        }
    }

    private record Constraints(Length length, Range range, OneOf oneOf, Pattern matches, Items items) {

        static final Constraints NONE = new Constraints(null, null, null, null, null);

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

    private sealed interface Kind {

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
    }

    private record Text(Constraints constraints) implements Kind {

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

    private record Whole(boolean narrow, Range range) implements Kind {

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

    private record Number() implements Kind {

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

    private record Bool() implements Kind {

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

    private record Nested(Shape<?> shape) implements Kind {

        @Override
        public Object read(JsonNode value, String path, Faults faults) {
            return shape.bind(value, path, faults);
        }

        @Override
        public ObjectNode schema() {
            return shape.schema();
        }
    }

    private record ListKind(Kind item, Items size) implements Kind {

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

    private record MapKind(Kind value) implements Kind {

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

    private record AnyObject() implements Kind {

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

    private record Any() implements Kind {

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
