package org.openclaw.appliance.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final long SECOND = 1_000_000_000L;

    private final Judge judge = new Judge();
    private final Testimony testimony = new Testimony();

    @Test
    void tellsWhatOneWitnessSaysButActsOnlyOnTwo() {
        testimony.says(Reason.OS_WARN, Level.WARNING, Level.WARNING);

        assertTrue(judge.hear(testimony, 0));

        assertEquals(Level.WARNING, judge.level());
        assertEquals(Level.NORMAL, judge.agreed());
        assertEquals(Reason.OS_WARN, judge.reason());
    }

    @Test
    void actsWhenAnIndependentWitnessNearlySaysTheSame() {
        testimony.says(Reason.RSS_THRESHOLD, Level.CRITICAL, Level.CRITICAL);
        testimony.says(Reason.MEM_AVAILABLE, Level.NORMAL, Level.WARNING);

        judge.hear(testimony, 0);

        assertEquals(Level.CRITICAL, judge.level());
        assertEquals(Level.WARNING, judge.agreed());
    }

    @Test
    void twoReasonsOfOneWitnessAreOneWitness() {
        testimony.says(Reason.CGROUP_LIMIT, Level.CRITICAL, Level.CRITICAL);
        testimony.says(Reason.RECLAIM, Level.NORMAL, Level.EMERGENCY);

        judge.hear(testimony, 0);

        assertEquals(Level.NORMAL, judge.agreed());
    }

    @Test
    void getsWorseAtOnceAndBetterOnlyAfterAMinute() {
        call(Level.CRITICAL, 0);
        testimony.clear();

        assertFalse(judge.hear(testimony, 59 * SECOND));
        assertEquals(Level.CRITICAL, judge.level());
        assertTrue(judge.hear(testimony, 60 * SECOND));

        assertEquals(Level.NORMAL, judge.level());
        assertEquals(Level.NORMAL, judge.agreed());
    }

    @Test
    void staysWhileAWitnessStillNearlySaysSo() {
        call(Level.CRITICAL, 0);
        testimony.clear();
        testimony.says(Reason.MEM_AVAILABLE, Level.WARNING, Level.CRITICAL);

        for (int second = 1; second < 200; second++) {
            assertFalse(judge.hear(testimony, second * SECOND));
        }

        assertEquals(Level.CRITICAL, judge.level());
    }

    @Test
    void stepsDownToTheLevelThatLasts() {
        call(Level.CRITICAL, 0);
        testimony.clear();
        testimony.says(Reason.MEM_AVAILABLE, Level.WARNING, Level.WARNING);

        judge.hear(testimony, 61 * SECOND);

        assertEquals(Level.WARNING, judge.level());
        assertEquals(Level.WARNING, judge.agreed());
        assertEquals(Reason.MEM_AVAILABLE, judge.reason());
    }

    @Test
    void countsAnAlarmThatNobodyConfirmedAsFalse() {
        testimony.says(Reason.PSI_SOME, Level.WARNING, Level.WARNING);
        judge.hear(testimony, 0);
        testimony.clear();
        judge.hear(testimony, 61 * SECOND);
        call(Level.CRITICAL, 100 * SECOND);
        testimony.clear();
        judge.hear(testimony, 200 * SECOND);

        assertEquals(2, judge.alarms());
        assertEquals(1, judge.falseAlarms());
    }

    @Test
    void aRehearsalIsActedUpon() {
        testimony.says(Reason.SIMULATED, Level.EMERGENCY, Level.EMERGENCY);

        judge.hear(testimony, 0);

        assertEquals(Level.EMERGENCY, judge.agreed());
    }

    private void call(Level level, long now) {
        testimony.says(Reason.RSS_THRESHOLD, level, level);
        testimony.says(Reason.MEM_AVAILABLE, level, level);
        judge.hear(testimony, now);
    }
}
