-- One row for each start of the gateway, the newest fifty.
CREATE TABLE boot (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- The run record's id.
  run_id TEXT NOT NULL UNIQUE,
  -- Wall-clock milliseconds, and whether that clock could be trusted: synchronised, unsynchronised, unknown.
  started_at INTEGER NOT NULL,
  clock TEXT NOT NULL,
  version TEXT NOT NULL,
  pid INTEGER NOT NULL,
  -- Why the run before ended: {cause,strength,text,…}.
  previous TEXT NOT NULL,
  safe_mode INTEGER NOT NULL,
  -- NULL when the start didn't get that far.
  ready_ms INTEGER,
  ready_rss INTEGER,
  -- [{name,ms}] in order.
  phases TEXT
) STRICT;
