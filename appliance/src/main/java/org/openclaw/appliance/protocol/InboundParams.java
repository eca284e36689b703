package org.openclaw.appliance.protocol;

/** Parameters of the methods about messages that came in over channels. */
public final class InboundParams {

    private InboundParams() {}

    /** Of {@code appliance.inbound.list}. */
    public record Queue(@OneOf({"queued", "dead", "done"}) String state, @Range(min = 1, max = 200) Integer limit) {}

    /** Of {@code appliance.inbound.resubmit}. @param id as the list shows it */
    public record Resubmit(@Required @Range(min = 1) Long id) {}
}
