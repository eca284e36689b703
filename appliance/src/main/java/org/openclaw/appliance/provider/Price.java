package org.openclaw.appliance.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a model's tokens cost, in US dollars per million, as {@code models.providers.*.models[].cost} says.
 *
 * @param input read afresh
 * @param output written
 * @param cacheRead read from the provider's cache
 * @param cacheWrite put into it
 */
public record Price(double input, double output, double cacheRead, double cacheWrite) {

    private static final double MILLION = 1_000_000;

    /** What a run cost, in US dollars, part by part. */
    public record Cost(double input, double output, double cacheRead, double cacheWrite) {

        public static final Cost NONE = new Cost(0, 0, 0, 0);

        public double total() {
            return input + output + cacheRead + cacheWrite;
        }
    }

    public Cost of(ModelReply.Usage usage) {
        return new Cost(
                usage.input() * input / MILLION,
                usage.output() * output / MILLION,
                usage.cacheRead() * cacheRead / MILLION,
                usage.cacheWrite() * cacheWrite / MILLION);
    }

    static Optional<Price> read(JsonNode cost) {
        return cost.isObject()
                ? Optional.of(new Price(
                        part(cost, "input"), part(cost, "output"), part(cost, "cacheRead"), part(cost, "cacheWrite")))
                : Optional.empty();
    }

    private static double part(JsonNode cost, String name) {
        double price = cost.path(name).asDouble();
        return price > 0 && price < MILLION ? price : 0;
    }
}
