package org.openclaw.appliance.usage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.openclaw.appliance.protocol.Json;

/** Tokens, their price in US dollars, and how long runs took, summed up. Used by one thread. */
final class Totals {

    private static final double NANO = 1e9;

    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;
    private double inputCost;
    private double outputCost;
    private double cacheReadCost;
    private double cacheWriteCost;
    private long unpriced;
    private long runs;
    private long errors;
    private long busy;
    private long shortest = Long.MAX_VALUE;
    private long longest;

    void add(Use use) {
        input += use.input();
        output += use.output();
        cacheRead += use.cacheRead();
        cacheWrite += use.cacheWrite();
        inputCost += use.inputCost();
        outputCost += use.outputCost();
        cacheReadCost += use.cacheReadCost();
        cacheWriteCost += use.cacheWriteCost();
        unpriced += use.unpriced();
        runs += use.runs();
        errors += use.errors();
        busy += use.busy();
        shortest = Math.min(shortest, use.shortest());
        longest = Math.max(longest, use.longest());
    }

    long runs() {
        return runs;
    }

    long errors() {
        return errors;
    }

    long longest() {
        return longest;
    }

    long tokens() {
        return input + output + cacheRead + cacheWrite;
    }

    double cost() {
        return rounded(inputCost + outputCost + cacheReadCost + cacheWriteCost);
    }

    /** To a billionth of a dollar: sums of binary fractions look odd. */
    static double rounded(double dollars) {
        return Math.round(dollars * NANO) / NANO;
    }

    ObjectNode json() {
        return putInto(Json.object());
    }

    ObjectNode putInto(ObjectNode json) {
        return json.put("input", input)
                .put("output", output)
                .put("cacheRead", cacheRead)
                .put("cacheWrite", cacheWrite)
                .put("totalTokens", tokens())
                .put("totalCost", cost())
                .put("inputCost", rounded(inputCost))
                .put("outputCost", rounded(outputCost))
                .put("cacheReadCost", rounded(cacheReadCost))
                .put("cacheWriteCost", rounded(cacheWriteCost))
                .put("missingCostEntries", unpriced);
    }

    /** Only sums are kept of a quarter of an hour, so the 95th percentile is told as the longest run. */
    ObjectNode latency() {
        return Json.object()
                .put("count", runs)
                .put("avgMs", runs == 0 ? 0 : busy / runs)
                .put("minMs", runs == 0 ? 0 : shortest)
                .put("maxMs", longest)
                .put("p95Ms", longest);
    }
}
