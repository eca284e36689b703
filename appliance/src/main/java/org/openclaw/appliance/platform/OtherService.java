package org.openclaw.appliance.platform;

/**
 * A service on this machine that looks like a gateway and isn't the one asked about.
 *
 * @param name its name in the manager's own terms
 * @param where the file or list it was found in
 * @param kind what it is
 * @param active whether it runs
 * @param cleanup the command line that removes it, for people to paste
 */
public record OtherService(String name, String where, Kind kind, boolean active, String cleanup) {

    /** What a service that looks like a gateway may be. */
    public enum Kind {
        /** Another profile of this product: not a problem. */
        PROFILE,
        /** Under a name of an older version of the product. */
        LEGACY,
        /** Ours by its marks, but its program is gone. */
        STALE,
        /** Somebody else's, by its name or command line. */
        FOREIGN
    }
}
