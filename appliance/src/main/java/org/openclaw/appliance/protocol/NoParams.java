package org.openclaw.appliance.protocol;

/** The parameters of a method that takes none. */
public record NoParams() {

    /** For methods whose callers send extra properties that mean nothing here. */
    @Open
    public record Tolerant() {}
}
