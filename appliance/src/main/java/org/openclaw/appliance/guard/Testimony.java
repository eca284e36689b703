package org.openclaw.appliance.guard;

import java.util.Arrays;

/**
 * What each reason says at one moment: the level it calls for, and the level it would confirm when another called for it.
 * Reused for every look; makes no garbage. For one thread.
 */
final class Testimony {

    private static final Reason[] REASONS = Reason.values();
    private static final Level[] LEVELS = Level.values();

    private final Level[] calls = new Level[REASONS.length];
    private final Level[] confirms = new Level[REASONS.length];

    Testimony() {
        clear();
    }

    void clear() {
        Arrays.fill(calls, Level.NORMAL);
        Arrays.fill(confirms, Level.NORMAL);
    }

    /** @param confirms at least what it calls for */
    void says(Reason reason, Level calls, Level confirms) {
        this.calls[reason.ordinal()] = calls;
        this.confirms[reason.ordinal()] = confirms.atLeast(calls) ? confirms : calls;
    }

    /** The worst level any reason calls for. */
    Level worst() {
        Level worst = Level.NORMAL;
        for (Level level : calls) {
            worst = level.atLeast(worst) ? level : worst;
        }
        return worst;
    }

    /** The first reason that calls for the worst level; the one to name. */
    Reason first(Level level) {
        for (Reason reason : REASONS) {
            if (level != Level.NORMAL && calls[reason.ordinal()].atLeast(level)) {
                return reason;
            }
        }
        return null;
    }

    /** The worst level that two independent witnesses agree on, one of them calling for it. */
    Level agreed() {
        for (int i = LEVELS.length - 1; i > 0; i--) {
            if (isAgreed(LEVELS[i])) {
                return LEVELS[i];
            }
        }
        return Level.NORMAL;
    }

    /** The worst level that some reason would still confirm: what it takes to stay there. */
    Level lasting() {
        Level worst = Level.NORMAL;
        for (Level level : confirms) {
            worst = level.atLeast(worst) ? level : worst;
        }
        return worst;
    }

    private boolean isAgreed(Level level) {
        for (Reason caller : REASONS) {
            if (calls[caller.ordinal()].atLeast(level) && isConfirmed(caller, level)) {
                return true;
            }
        }
        return false;
    }

    private boolean isConfirmed(Reason caller, Level level) {
        if (caller.witness() == Reason.Witness.REHEARSAL) {
            return true;
        }
        for (Reason other : REASONS) {
            if (other.witness() != caller.witness() && confirms[other.ordinal()].atLeast(level)) {
                return true;
            }
        }
        return false;
    }
}
