package org.openclaw.appliance.usage;

import java.util.Optional;
import java.util.function.Function;
import org.openclaw.appliance.provider.ModelRef;
import org.openclaw.appliance.provider.ModelReply;
import org.openclaw.appliance.provider.Price;
import org.openclaw.appliance.session.RunLedger;
import org.openclaw.appliance.session.RunStatus;
import org.openclaw.appliance.session.TokenUsage;
import org.openclaw.appliance.store.Sql;

/** Books each run's tokens and their price under its session and quarter of an hour. Thread-safe; keeps nothing in memory. */
public final class Ledger implements RunLedger {

    /** A quarter of an hour, in milliseconds. */
    static final long SLOT = 15 * 60 * 1_000;

    private static final int MOST_ROWS = 100_000;

    private final Function<ModelRef, Optional<Price>> prices;

    /** @param prices what a model's tokens cost; empty where the configuration doesn't say */
    public Ledger(Function<ModelRef, Optional<Price>> prices) {
        this.prices = prices;
    }

    @Override
    public double book(Sql sql, Ended run) {
        TokenUsage used = run.usage();
        long tokens = used.input() + used.output() + used.cacheRead() + used.cacheWrite();
        if (used.provider() == null || used.model() == null || tokens == 0) {
            return 0;
        }
        Optional<Price> price = prices.apply(new ModelRef(used.provider(), used.model()));
        Price.Cost cost = price.map(known -> known.of(new ModelReply.Usage(
                        used.input(), used.output(), used.cacheRead(), used.cacheWrite())))
                .orElse(Price.Cost.NONE);
        add(sql, run, cost, price.isEmpty());
        return cost.total();
    }

    private static void add(Sql sql, Ended run, Price.Cost cost, boolean unpriced) {
        long busy = run.startedAt() > 0 ? Math.max(0, run.endedAt() - run.startedAt()) : 0;
        long id = sql.insert(
                "INSERT INTO usage(slot, session_key, session_id, agent_id, provider, model, runs, errors, input, output,"
                        + " cache_read, cache_write, input_cost, output_cost, cache_read_cost, cache_write_cost, unpriced,"
                        + " busy, shortest, longest, first_at, last_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT(session_key, slot, provider, model) DO UPDATE SET runs = runs + 1,"
                        + " errors = errors + excluded.errors, input = input + excluded.input,"
                        + " output = output + excluded.output, cache_read = cache_read + excluded.cache_read,"
                        + " cache_write = cache_write + excluded.cache_write,"
                        + " input_cost = input_cost + excluded.input_cost,"
                        + " output_cost = output_cost + excluded.output_cost,"
                        + " cache_read_cost = cache_read_cost + excluded.cache_read_cost,"
                        + " cache_write_cost = cache_write_cost + excluded.cache_write_cost,"
                        + " unpriced = unpriced + excluded.unpriced, busy = busy + excluded.busy,"
                        + " shortest = min(shortest, excluded.shortest), longest = max(longest, excluded.longest),"
                        + " last_at = excluded.last_at",
                run.endedAt() - Math.floorMod(run.endedAt(), SLOT),
                run.key().toString(),
                run.sessionId(),
                run.key().agentId(),
                run.usage().provider(),
                run.usage().model(),
                run.status() == RunStatus.DONE ? 0 : 1,
                run.usage().input(),
                run.usage().output(),
                run.usage().cacheRead(),
                run.usage().cacheWrite(),
                cost.input(),
                cost.output(),
                cost.cacheRead(),
                cost.cacheWrite(),
                unpriced ? 1 : 0,
                busy,
                busy,
                busy,
                run.startedAt() > 0 ? run.startedAt() : run.endedAt(),
                run.endedAt());
        sql.update("DELETE FROM usage WHERE id <= ?", id - MOST_ROWS);
    }
}
