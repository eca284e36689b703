package org.openclaw.appliance.protocol;

/** Parameters of the methods that tell what went wrong. */
public final class DiagnosticsParams {

    private DiagnosticsParams() {}

    /**
     * @param limit most events wanted, 1 to 1000
     * @param type only events of this type
     * @param sinceSeq only events after this one
     */
    @Open
    public record Stability(@Range(min = 0) Integer limit, @Length(max = 120) String type, @Range(min = 0) Long sinceSeq) {}
}
