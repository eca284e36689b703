package org.openclaw.appliance.guard;

/**
 * Which level it is, from one testimony after the other. A level is entered at once and left slowly: only when nothing has
 * called for it, even by a fifth less, for a minute. Makes no garbage. For one thread.
 */
final class Judge {

    private static final long LEAVING_NANOS = 60_000_000_000L;

    private Level level = Level.NORMAL;
    private Level agreed = Level.NORMAL;
    private Reason reason;
    private long lastHeld;
    private long alarms;
    private long falseAlarms;
    private boolean alone;

    /**
     * @param now a monotonic clock, nanoseconds
     * @return whether the level, or the level that witnesses agree on, has changed
     */
    boolean hear(Testimony testimony, long now) {
        Level before = level;
        Level agreedBefore = agreed;
        Level worst = testimony.worst();
        if (worst.compareTo(level) > 0) {
            enter(worst, testimony.first(worst), now);
        } else if (level != Level.NORMAL) {
            leave(testimony, now);
        }
        agree(testimony.agreed());
        return level != before || agreed != agreedBefore;
    }

    private void enter(Level worse, Reason because, long now) {
        if (level == Level.NORMAL) {
            alarms++;
            alone = true;
        }
        level = worse;
        reason = because;
        lastHeld = now;
    }

    private void leave(Testimony testimony, long now) {
        Level lasting = testimony.lasting();
        if (lasting.atLeast(level)) {
            lastHeld = now;
        } else if (now - lastHeld >= LEAVING_NANOS) {
            level = lasting;
            lastHeld = now;
            Reason named = testimony.first(lasting);
            reason = named == null && lasting != Level.NORMAL ? reason : named;
            if (level == Level.NORMAL && alone) {
                falseAlarms++;
            }
        }
    }

    // Agreement is kept as long as the level lasts, so that shedding doesn't flicker.
    private void agree(Level now) {
        if (now != Level.NORMAL) {
            alone = false;
        }
        if (now.compareTo(agreed) > 0) {
            agreed = now;
        } else if (agreed.compareTo(level) > 0) {
            agreed = level;
        }
    }

    /** What is told. */
    Level level() {
        return level;
    }

    /** What is acted upon; never above {@link #level}. */
    Level agreed() {
        return agreed;
    }

    /** Why it is this level; null while it is normal. */
    Reason reason() {
        return reason;
    }

    /** How often it stopped being normal. */
    long alarms() {
        return alarms;
    }

    /** How often that was one witness's word only, until it was normal again. */
    long falseAlarms() {
        return falseAlarms;
    }
}
