package org.openclaw.appliance.config;

import java.util.List;

/**
 * Where a value stands in its text: the half-open range of characters, and the same for what it contains.
 *
 * @param entries the members of an object or the elements of an array, in the order they are written
 */
record Span(int start, int end, List<Entry> entries) {

    /** @param key the member's name, or the element's index in decimal */
    record Entry(String key, int keyStart, Span value) {}

    /** The entry that counts for the key: the last one. Null if there is none. */
    Entry entry(String key) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).key().equals(key)) {
                return entries.get(i);
            }
        }
        return null;
    }
}
