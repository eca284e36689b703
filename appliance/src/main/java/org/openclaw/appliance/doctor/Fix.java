package org.openclaw.appliance.doctor;

/**
 * A repair that is safe without supervision. Keeps a copy of what it replaces, and does nothing when run again.
 *
 * @param offer what it would do, to follow "`openclaw doctor --fix` "
 * @param repair does it
 */
public record Fix(String offer, Repair repair) {

    /** The doing. */
    @FunctionalInterface
    public interface Repair {

        /** @return a sentence on what was done, and on what is still to do @throws FixException when it can't be done */
        String run() throws FixException, InterruptedException;
    }
}
