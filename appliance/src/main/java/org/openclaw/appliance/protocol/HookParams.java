package org.openclaw.appliance.protocol;

/** Parameters of the {@code hooks.*} methods. */
public final class HookParams {

    private HookParams() {}

    /** Of {@code hooks.status}. */
    public record Status(@Length(min = 1, max = 64) String agentId) {}
}
