package org.openclaw.appliance.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What models were used for, as text. */
final class UsageText {

    private UsageText() {}

    /** @param cost what {@code usage.cost} answers */
    static void print(JsonNode cost, Terminal terminal) {
        if (cost.has("unavailable")) {
            terminal.out("usage: " + cost.path("unavailable").asText());
            return;
        }
        JsonNode days = cost.path("daily");
        JsonNode today = days.path(days.size() - 1);
        terminal.out("usage, " + cost.path("days").asInt() + " days: " + used(cost.path("totals")));
        terminal.out("  " + today.path("date").asText() + ": " + used(today));
        long unpriced = cost.path("totals").path("missingCostEntries").asLong();
        if (unpriced > 0) {
            terminal.out("  " + unpriced + " runs have no price: models.providers.<provider>.models[].cost names it,"
                    + " in dollars per million tokens");
        }
    }

    private static String used(JsonNode totals) {
        BigDecimal dollars = BigDecimal.valueOf(totals.path("totalCost").asDouble()).setScale(4, RoundingMode.HALF_UP);
        return "$" + dollars.toPlainString() + ", " + totals.path("totalTokens").asLong() + " tokens ("
                + totals.path("input").asLong() + " in, " + totals.path("output").asLong() + " out, "
                + totals.path("cacheRead").asLong() + " from cache)";
    }
}
