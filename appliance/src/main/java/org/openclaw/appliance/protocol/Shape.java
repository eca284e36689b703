package org.openclaw.appliance.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    private final Class<T> type;
    private final Constructor<T> constructor;
    private final List<Property> properties;
    private final Map<String, Property> byName;
    private final boolean open;

    Shape(Class<T> type) {
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
     * @throws Violation with every fault found, at most {@value Faults#MOST}, in the wire's words
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

    Object bind(JsonNode document, String path, Faults faults) {
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

    private record Property(String name, boolean required, Kind kind) {

        static Property of(RecordComponent component) {
            Wire wire = component.getAnnotation(Wire.class);
            return new Property(
                    wire == null ? component.getName() : wire.value(),
                    component.isAnnotationPresent(Required.class),
                    Kind.of(component.getGenericType(), Kind.Constraints.of(component)));
        }

        ObjectNode schema() {
            return kind.schema();
        }
    }
}
