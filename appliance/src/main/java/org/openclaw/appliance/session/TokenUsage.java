package org.openclaw.appliance.session;

/**
 * Tokens of one run, added to its session's counters.
 *
 * @param contextUsed tokens the conversation now fills of the model's window, or 0 when unknown
 * @param provider the provider that answered, or null
 * @param model the model that answered, or null
 */
public record TokenUsage(
        long input, long output, long cacheRead, long cacheWrite, long contextUsed, String provider, String model) {

    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0, null, null);
}
