-- What nodes claim to be able to do, and what of it was approved.
CREATE TABLE node (
  node_id TEXT PRIMARY KEY REFERENCES device(device_id) ON DELETE CASCADE,
  -- What the operator calls it.
  name TEXT,
  version TEXT,
  model_identifier TEXT,
  -- {caps,commands,permissions} as approved; NULL before the first approval.
  approved TEXT,
  created_at INTEGER,
  approved_at INTEGER,
  -- The same as declared and not yet approved; NULL while nothing waits.
  pending_id TEXT UNIQUE,
  pending TEXT,
  pending_at INTEGER
) STRICT;
