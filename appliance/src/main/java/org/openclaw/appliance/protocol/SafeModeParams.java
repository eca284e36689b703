package org.openclaw.appliance.protocol;

/** Parameters of the method that switches safe mode. */
public final class SafeModeParams {

    private SafeModeParams() {}

    /** @param enabled whether the gateway shall take no work */
    public record Set(@Required Boolean enabled) {}
}
