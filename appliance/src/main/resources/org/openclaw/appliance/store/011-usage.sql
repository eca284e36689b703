-- What runs used, summed up by quarter of an hour: every time zone's day is made of whole ones.
CREATE TABLE usage (
  -- Rows are forgotten by their number, oldest first: a board without a clock battery jumps by years.
  id INTEGER PRIMARY KEY,
  -- When the quarter began, milliseconds since 1970.
  slot INTEGER NOT NULL,
  -- Text and no reference: what a session used remains when it is deleted.
  session_key TEXT NOT NULL,
  session_id TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  runs INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  input INTEGER NOT NULL,
  output INTEGER NOT NULL,
  cache_read INTEGER NOT NULL,
  cache_write INTEGER NOT NULL,
  -- US dollars.
  input_cost REAL NOT NULL,
  output_cost REAL NOT NULL,
  cache_read_cost REAL NOT NULL,
  cache_write_cost REAL NOT NULL,
  -- Runs of a model whose price the configuration doesn't say.
  unpriced INTEGER NOT NULL,
  -- How long the runs took together, and the shortest and longest of them, in milliseconds.
  busy INTEGER NOT NULL,
  shortest INTEGER NOT NULL,
  longest INTEGER NOT NULL,
  -- First and last run, milliseconds since 1970.
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  UNIQUE (session_key, slot, provider, model)
) STRICT;
CREATE INDEX usage_by_slot ON usage(slot);

-- What the session's runs cost since its last reset, in US dollars.
ALTER TABLE session ADD COLUMN cost REAL NOT NULL DEFAULT 0;

-- Pictures that came with messages, for the turns that may still look at them; the newest are kept.
CREATE TABLE picture (
  id INTEGER PRIMARY KEY,
  session_key TEXT NOT NULL,
  run_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  mime_type TEXT NOT NULL,
  base64 TEXT NOT NULL,
  UNIQUE (run_id, position)
) STRICT;
CREATE INDEX picture_by_session ON picture(session_key);
CREATE TRIGGER picture_gone AFTER DELETE ON session BEGIN
  DELETE FROM picture WHERE session_key = old.key;
END;
