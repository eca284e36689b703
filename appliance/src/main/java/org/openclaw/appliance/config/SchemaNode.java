package org.openclaw.appliance.config;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one key accepts.
 *
 * @param types the kinds of value accepted; for {@link Type#ONE} the alternatives say
 * @param open whether an object takes members it doesn't list
 * @param allowed the closed set of values, as text; empty for no such set
 * @param pattern an ECMAScript pattern a string must contain; null for none
 * @param defaultText what an absent key counts as, JSON or bare text; null for no default
 * @param served whether the key has an effect in this gateway
 * @param servedBelow whether a key below it has
 * @param secret whether the value must not be shown
 * @param alias the dotted path of the key this is another spelling of; null if it isn't
 * @param members an object's members by name
 * @param element what a list's elements, or an object's unlisted members, accept; null for none
 * @param file the resource that has the definition; null when it is here
 */
record SchemaNode(
        String name,
        Set<Type> types,
        boolean open,
        boolean required,
        List<String> allowed,
        Bounds bounds,
        String pattern,
        String defaultText,
        ReloadKind reload,
        boolean served,
        boolean servedBelow,
        boolean secret,
        String alias,
        Map<String, SchemaNode> members,
        SchemaNode element,
        List<SchemaNode> alternatives,
        String file) {

    enum Type {
        OBJECT("object"),
        LIST("array"),
        STRING("string"),
        INTEGER("number"),
        NUMBER("number"),
        BOOLEAN("boolean"),
        NULL("null"),
        /** A secret's text or a reference to it. */
        SECRET("string"),
        /** A reference to a secret. */
        REFERENCE("object"),
        ANY("any"),
        /** One of the alternatives. */
        ONE("any");

        private final String shown;

        Type(String shown) {
            this.shown = shown;
        }

        String shown() {
            return shown;
        }
    }

    /** Bounds of a number, or of a length; null where there is none. */
    record Bounds(Double least, Double most, Double above) {
        static final Bounds NONE = new Bounds(null, null, null);
    }

    SchemaNode {
        types = EnumSet.copyOf(types);
        allowed = List.copyOf(allowed);
        alternatives = List.copyOf(alternatives);
    }

    boolean is(Type type) {
        return types.contains(type);
    }

    /** What a member accepts; null when the object doesn't know it. */
    SchemaNode member(String key) {
        SchemaNode member = members.get(key);
        return member != null ? member : element;
    }
}
