package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShedsTest {

    private static final long SECOND = 1_000_000_000L;

    private final List<String> did = new ArrayList<>();
    private long size = 1000;
    private final Sheds sheds = new Sheds(
            List.of(new Recorded("trim", Level.WARNING, 60), new Recorded("admission", Level.CRITICAL, 0)), () -> size);

    @Test
    void givesUpInOrderAndTakesBackInReverse() {
        sheds.follow(Level.WARNING, true, 0);
        sheds.follow(Level.CRITICAL, true, 100 * SECOND);
        sheds.follow(Level.NORMAL, false, 200 * SECOND);

        assertEquals(List.of("trim", "trim", "admission", "-admission", "-trim"), did);
    }

    @Test
    void repeatsWhatMayBeRepeatedButNotTooSoon() {
        sheds.follow(Level.WARNING, true, 0);
        sheds.follow(Level.WARNING, false, 59 * SECOND);
        sheds.follow(Level.CRITICAL, true, 59 * SECOND);
        sheds.follow(Level.CRITICAL, false, 60 * SECOND);

        assertEquals(List.of("trim", "admission", "trim"), did);
    }

    @Test
    void measuresWhatEachGaveBack() {
        sheds.follow(Level.WARNING, true, 0);

        ShedRecord trim = sheds.records().getFirst();
        assertEquals(1, trim.times());
        assertEquals(10, trim.freedBytes());
        assertTrue(trim.active());
        assertFalse(sheds.records().getLast().active());
    }

    private final class Recorded implements Shed {

        private final String name;
        private final Level from;
        private final int repeat;

        Recorded(String name, Level from, int repeat) {
            this.name = name;
            this.from = from;
            this.repeat = repeat;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Level from() {
            return from;
        }

        @Override
        public int shed(Level level) {
            did.add(name);
            size -= 10;
            return 1;
        }

        @Override
        public void restore() {
            did.add("-" + name);
        }

        @Override
        public int repeatSeconds() {
            return repeat;
        }
    }
}
