package org.openclaw.appliance.channel;

/** A message that shows an answer while it is being written. One thread at a time. */
public interface Preview {

    /**
     * Shows the answer as far as it is written, in place of what was shown before. Blocks for one try.
     *
     * @param text neither blank nor longer than {@link Channel#textLimit()}
     * @return the message's name on the other side, the same each time; what {@link Outbound#replaces()} then names
     * @throws SendException when it isn't shown now; one that is {@link SendException.Kind#TEMPORARY} may be tried again
     */
    String show(String text) throws SendException;

    /** Takes it away: nothing will be said. Blocks for one try; does nothing where nothing was shown. */
    void remove();
}
