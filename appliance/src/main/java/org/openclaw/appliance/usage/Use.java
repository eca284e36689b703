package org.openclaw.appliance.usage;

import org.openclaw.appliance.store.Row;

/** What one session used of one model in a quarter of an hour: a row of the table. Times are milliseconds since 1970. */
record Use(
        long slot,
        String sessionKey,
        String sessionId,
        String agentId,
        String provider,
        String model,
        long runs,
        long errors,
        long input,
        long output,
        long cacheRead,
        long cacheWrite,
        double inputCost,
        double outputCost,
        double cacheReadCost,
        double cacheWriteCost,
        long unpriced,
        long busy,
        long shortest,
        long longest,
        long firstAt,
        long lastAt) {

    static Use of(Row row) {
        return new Use(
                row.number("slot"),
                row.text("session_key"),
                row.text("session_id"),
                row.text("agent_id"),
                row.text("provider"),
                row.text("model"),
                row.number("runs"),
                row.number("errors"),
                row.number("input"),
                row.number("output"),
                row.number("cache_read"),
                row.number("cache_write"),
                row.real("input_cost"),
                row.real("output_cost"),
                row.real("cache_read_cost"),
                row.real("cache_write_cost"),
                row.number("unpriced"),
                row.number("busy"),
                row.number("shortest"),
                row.number("longest"),
                row.number("first_at"),
                row.number("last_at"));
    }

    long tokens() {
        return input + output + cacheRead + cacheWrite;
    }

    double cost() {
        return inputCost + outputCost + cacheReadCost + cacheWriteCost;
    }
}
