package org.openclaw.appliance.guard;

import java.util.function.IntSupplier;

/**
 * One thing that is given up while memory is short. Called on the guard's own thread, one after the other, each measured;
 * must not block for long and should make little garbage. What was acknowledged to somebody is never given up.
 */
public interface Shed {

    /** What it is called in the log and in reports, such as {@code collect} or {@code admission}. */
    String name();

    /** From which level on. */
    Level from();

    /**
     * Gives it up, or gives up more of it. Called when the level is entered, at each worse level, and as often as
     * {@link #repeatSeconds} says while the level lasts.
     *
     * @return how many things it found to give up: 0 is counted as a failure of this shed to be of use
     */
    int shed(Level level);

    /** Takes it back when the level is over. */
    default void restore() {}

    /** How soon it is worth trying again, in seconds; 0 for never within one episode. */
    default int repeatSeconds() {
        return 0;
    }

    /** A shed that is one call. @param what gives it up and tells how many things that were; @param back takes it back */
    static Shed of(String name, Level from, IntSupplier what, Runnable back) {
        return new Simple(name, from, what, back);
    }
}
