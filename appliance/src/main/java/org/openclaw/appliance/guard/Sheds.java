package org.openclaw.appliance.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.tinylog.Logger;
import org.tinylog.TaggedLogger;

/** All sheds in their order, with what each has done. Acts on the guard's thread only; {@link #records} on any. */
final class Sheds {

    private static final TaggedLogger LOG = Logger.tag("memory");

    private static final class Entry {
        private final Shed shed;
        private volatile boolean active;
        private volatile long times;
        private volatile long candidates;
        private volatile long inVain;
        private volatile long freed;
        private long nextTry;

        Entry(Shed shed) {
            this.shed = shed;
        }
    }

    private final List<Entry> entries;
    private final LongSupplier processBytes;

    /** @param processBytes the size of this process, fresh */
    Sheds(List<Shed> sheds, LongSupplier processBytes) {
        this.entries = sheds.stream().map(Entry::new).toList();
        this.processBytes = processBytes;
    }

    /** Gives up what the level asks for, and takes back what it doesn't. @param worse whether the level was just entered */
    void follow(Level level, boolean worse, long now) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            boolean due = level != Level.NORMAL && level.atLeast(entry.shed.from());
            boolean again = entry.active && entry.shed.repeatSeconds() > 0 && now - entry.nextTry >= 0;
            if (due && (worse || !entry.active || again)) {
                giveUp(entry, level, now);
            }
        }
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (entry.active && !level.atLeast(entry.shed.from())) {
                takeBack(entry);
            }
        }
    }

    private void giveUp(Entry entry, Level level, long now) {
        // A repeated one keeps its distance, however often levels change.
        if (entry.active && entry.shed.repeatSeconds() > 0 && now - entry.nextTry < 0) {
            return;
        }
        entry.nextTry = now + entry.shed.repeatSeconds() * 1_000_000_000L;
        long before = processBytes.getAsLong();
        int found;
        try {
            found = entry.shed.shed(level);
        } catch (RuntimeException e) {
            LOG.error(e, "shedding {} failed", entry.shed.name());
            found = 0;
        }
        long freed = Math.max(0, before - processBytes.getAsLong());
        boolean news = found > 0 || !entry.active;
        entry.active = true;
        entry.times += 1;
        entry.candidates += found;
        entry.freed += freed;
        entry.inVain += found == 0 ? 1 : 0;
        if (news) {
            LOG.info("memory shed: {} candidates={} freed={}KB level={}", entry.shed.name(), found, freed / 1024, level.wireName());
        }
    }

    private static void takeBack(Entry entry) {
        entry.active = false;
        try {
            entry.shed.restore();
        } catch (RuntimeException e) {
            LOG.error(e, "taking back {} failed", entry.shed.name());
        }
    }

    List<ShedRecord> records() {
        List<ShedRecord> records = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            records.add(new ShedRecord(
                    entry.shed.name(),
                    entry.shed.from(),
                    entry.active,
                    entry.times,
                    entry.candidates,
                    entry.inVain,
                    entry.freed));
        }
        return records;
    }
}
