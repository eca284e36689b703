package org.openclaw.appliance.config;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which known key the writer of an unknown one may have meant. Looked for only once something is wrong. */
final class Suggestion {

    private static final int LONGEST_KEY = 64;

    private record Place(String path, SchemaNode node) {}

    private Suggestion() {}

    /** The known key that differs by a slip of the keyboard; empty if none is near. */
    static Optional<String> sibling(String key, Collection<String> known) {
        String best = null;
        int least = Math.max(1, Math.min(3, key.length() / 3)) + 1;
        for (String candidate : known) {
            int distance = distance(key.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT), least);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }

    /** The shallowest place where a key of exactly this name belongs, in the gateway's section first: the cure for wrong nesting. */
    static Optional<String> elsewhere(String key, List<String> sections) {
        String best = null;
        for (String section : sections) {
            String found = elsewhere(key, SchemaReader.read(section, ReloadKind.RESTART)).orElse(null);
            if (found != null && (best == null || depth(found) < depth(best))) {
                best = found;
            }
        }
        return Optional.ofNullable(best);
    }

    // Of places equally deep the gateway's is what an operator of one most likely means.
    private static int depth(String path) {
        int dots = (int) path.chars().filter(letter -> letter == '.').count();
        return 2 * dots + (path.startsWith("gateway.") ? 0 : 1);
    }

    private static Optional<String> elsewhere(String key, SchemaNode section) {
        Deque<Place> queue = new ArrayDeque<>();
        queue.add(new Place(section.name(), section));
        while (!queue.isEmpty()) {
            Place place = queue.poll();
            for (Map.Entry<String, SchemaNode> member : place.node().members().entrySet()) {
                String path = place.path() + "." + member.getKey();
                if (member.getKey().equals(key)) {
                    return Optional.of(path);
                }
                queue.add(new Place(path, member.getValue()));
            }
        }
        return Optional.empty();
    }

    /** Edits between two words: a letter added, left out, changed, or two neighbours swapped. At most {@code limit}. */
    private static int distance(String a, String b, int limit) {
        if (a.length() > LONGEST_KEY || Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(Math.min(current[j - 1], last[j]) + 1, last[j - 1] + change);
                boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = current;
        }
        return last[b.length()];
    }
}
