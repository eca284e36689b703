package org.openclaw.appliance.protocol;

/** Parameters of methods that only exist where the gateway is being worked on. */
public final class DebugParams {

    private DebugParams() {}

    /**
     * @param part what shall stand still
     * @param seconds for how long
     */
    public record Wedge(@Required String part, @Required @Range(min = 1, max = 600) Integer seconds) {}
}
