package org.openclaw.appliance.guard;

import java.util.function.IntSupplier;

/**
 * A shed that is one call.
 *
 * @param what gives it up, and tells how many things that were
 * @param back takes it back
 */
record Simple(String name, Level from, IntSupplier what, Runnable back) implements Shed {

    @Override
    public int shed(Level level) {
        return what.getAsInt();
    }

    @Override
    public void restore() {
        back.run();
    }
}
