package org.openclaw.appliance.protocol;

/** Parameters of the methods of the memory guard. */
public final class MemoryParams {

    private MemoryParams() {}

    /** @param history how many past episodes are wanted; none when absent */
    public record Get(@Range(min = 0, max = 50) Integer history) {}

    /**
     * @param level to behave as if it were reached; {@code normal} ends the rehearsal
     * @param seconds how long, a minute when absent
     */
    public record Simulate(
            @Required @OneOf({"normal", "warning", "critical", "emergency"}) String level,
            @Range(min = 1, max = 600) Integer seconds) {}
}
