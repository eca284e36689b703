package org.openclaw.appliance.bootlog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When runs ended unclean, as times on the machine's timeline: milliseconds since the machine booted. A board without a
 * clock battery has no other time that is worth something. What happened before this boot lies before 0; how long the machine
 * was off is unknown, and taken for nothing.
 */
final class UncleanEnds {

    /** More than any sensible threshold. */
    private static final int MOST = 10;

    private UncleanEnds() {}

    /**
     * The ends known after a run that ended in that way.
     *
     * @param sameBoot whether the machine has been running all the time
     * @param now the present on the timeline
     */
    static List<Long> after(RunRecord run, boolean endedUnclean, boolean sameBoot, long now) {
        List<Long> ends = new ArrayList<>();
        for (long end : run.unclean()) {
            ends.add(sameBoot ? end : end - run.seen().upMillis());
        }
        if (endedUnclean) {
            ends.add(sameBoot ? now : 0L);
        }
        return List.copyOf(ends.subList(Math.max(0, ends.size() - MOST), ends.size()));
    }

    /** How many of them lie within the window before now. */
    static int within(List<Long> ends, Duration window, long now) {
        return (int) ends.stream().filter(end -> now - end <= window.toMillis()).count();
    }
}
