package org.openclaw.appliance.guard;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.openclaw.appliance.store.Row;
import org.openclaw.appliance.store.Sql;
import org.openclaw.appliance.store.Store;
import org.openclaw.appliance.store.StoreException;

/** The times in which memory was short, the last {@value #KEPT} of them. Blocks on the database. */
public final class Episodes {

    /** How many are remembered. */
    public static final int KEPT = 50;

    private final Store store;
    private long open;

    public Episodes(Store store) {
        this.store = store;
    }

    /** Writes down a change: begins an episode, makes it worse, or ends it. Calls must come in order, from one thread at a time. */
    public void record(Situation situation) {
        if (situation.level() == Level.NORMAL) {
            end(situation);
        } else if (open == 0) {
            begin(situation);
        } else {
            worsen(situation);
        }
    }

    private void begin(Situation now) {
        open = store.write(sql -> {
            sql.update(
                    "INSERT INTO memory_episode (began_at, level, reason, agreed, most_rss, least_available, budget)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    now.sinceMillis(), now.level().wireName(), now.reason().map(Reason::wireName).orElse(null),
                    now.agreed().wireName(), now.rss(), now.available(), now.budget());
            sql.update("DELETE FROM memory_episode WHERE id NOT IN (SELECT id FROM memory_episode ORDER BY id DESC LIMIT ?)", KEPT);
            return newest(sql);
        });
    }

    private static long newest(Sql sql) {
        return sql.first("SELECT max(id) AS id FROM memory_episode", row -> row.number("id")).orElse(0L);
    }

    private void worsen(Situation now) {
        store.write(sql -> {
            Episode before = sql.first(SELECT + " WHERE id = ?", Episodes::read, open).orElse(null);
            if (before == null) {
                return null;
            }
            boolean worse = now.level().compareTo(before.level()) > 0;
            sql.update(
                    "UPDATE memory_episode SET level = ?, reason = ?, agreed = ?, most_rss = ?, least_available = ? WHERE id = ?",
                    (worse ? now.level() : before.level()).wireName(),
                    (worse ? now.reason() : before.reason()).map(Reason::wireName).orElse(null),
                    (now.agreed().atLeast(before.agreed()) ? now.agreed() : before.agreed()).wireName(),
                    Math.max(before.mostRss(), now.rss()),
                    before.leastAvailable() < 0 ? now.available() : Math.min(before.leastAvailable(), now.available()),
                    open);
            return null;
        });
    }

    private void end(Situation now) {
        if (open != 0) {
            store.write(sql -> sql.update("UPDATE memory_episode SET ended_at = ? WHERE id = ?", now.sinceMillis(), open));
            open = 0;
        }
    }

    /** The newest first. */
    public List<Episode> newest(int most) {
        return store.read(sql -> newest(sql, most));
    }

    /** The same without a gateway that runs; none where there is no database that can be read. */
    public static List<Episode> newestIn(Path database, int most) {
        try {
            return Store.peek(database, sql -> newest(sql, most)).orElse(List.of());
        } catch (StoreException e) {
            return List.of();
        }
    }

    private static List<Episode> newest(Sql sql, int most) {
        return sql.query(SELECT + " ORDER BY id DESC LIMIT ?", Episodes::read, Math.min(most, KEPT));
    }

    private static final String SELECT = "SELECT began_at, ended_at, level, reason, agreed, most_rss, least_available, budget"
            + " FROM memory_episode";

    private static Episode read(Row row) {
        return new Episode(
                row.number("began_at"),
                row.isNull("ended_at") ? OptionalLong.empty() : OptionalLong.of(row.number("ended_at")),
                Level.of(row.text("level")).orElse(Level.WARNING),
                row.isNull("reason") ? Optional.empty() : reason(row.text("reason")),
                Level.of(row.text("agreed")).orElse(Level.NORMAL),
                row.number("most_rss"),
                row.number("least_available"),
                row.number("budget"));
    }

    private static Optional<Reason> reason(String name) {
        try {
            return Optional.of(Reason.valueOf(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
