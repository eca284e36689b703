-- Times in which memory was short, from the first warning until it was normal again.
CREATE TABLE memory_episode (
  id INTEGER PRIMARY KEY,
  began_at INTEGER NOT NULL,
  -- NULL while it lasts; stays NULL when the process ended in it.
  ended_at INTEGER,
  -- The worst level, and what called for it.
  level TEXT NOT NULL,
  reason TEXT,
  -- The worst level that was acted upon.
  agreed TEXT NOT NULL,
  -- Bytes, or -1 where unknown: the largest size of the process and the least the machine had left.
  most_rss INTEGER NOT NULL,
  least_available INTEGER NOT NULL,
  budget INTEGER NOT NULL
) STRICT;
