package org.openclaw.appliance.agent;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Notices a model that goes round in circles: the same call with the same outcome, again and again, within the last
 * {@value #REMEMBERED} calls of a turn. Used by one thread.
 */
final class LoopGuard {

    /** From this many identical calls on, the model is told. */
    static final int WARN_AT = 4;

    /** From this many on, the call isn't made any more. */
    static final int BLOCK_AT = 8;

    private static final int REMEMBERED = 30;

    /** What was called, and what came of it; only the hashes are kept. */
    private record Made(int call, int outcome) {}

    private final Deque<Made> made = new ArrayDeque<>(REMEMBERED);
    private final boolean enabled;

    LoopGuard(boolean enabled) {
        this.enabled = enabled;
    }

    /** Whether the call was made so often without anything new that it should not be made again. */
    boolean blocks(String name, String arguments) {
        return enabled && repeats(hash(name, arguments)) >= BLOCK_AT;
    }

    /** @return how often this call in a row had this outcome, this time included */
    int made(String name, String arguments, String outcome) {
        if (made.size() == REMEMBERED) {
            made.removeFirst();
        }
        made.addLast(new Made(hash(name, arguments), outcome.hashCode()));
        return repeats(hash(name, arguments));
    }

    /** Whether the model should be told. */
    boolean warns(int repeats) {
        return enabled && repeats >= WARN_AT;
    }

    // Back from the newest, over other calls, as long as this one's outcome stays the same.
    private int repeats(int call) {
        int repeats = 0;
        int outcome = 0;
        for (var newestFirst = made.descendingIterator(); newestFirst.hasNext(); ) {
            Made one = newestFirst.next();
            if (one.call() == call) {
                if (repeats > 0 && one.outcome() != outcome) {
                    return repeats;
                }
                outcome = one.outcome();
                repeats++;
            }
        }
        return repeats;
    }

    private static int hash(String name, String arguments) {
        return 31 * name.hashCode() + arguments.strip().hashCode();
    }
}
