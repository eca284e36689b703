-- Scheduled jobs. The definition is what the owner wrote, the state what became of it, both JSON as on the wire.
CREATE TABLE cron_job (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- Names a job for those who declare theirs again and again.
  declaration_key TEXT UNIQUE,
  agent_id TEXT,
  enabled INTEGER NOT NULL,
  definition TEXT NOT NULL,
  state TEXT NOT NULL,
  -- Wall-clock milliseconds; NULL while nothing is planned.
  next_run_at INTEGER,
  -- Set while a run goes on, so that the next start knows it was cut off.
  running_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX cron_job_due ON cron_job(next_run_at) WHERE enabled = 1 AND next_run_at IS NOT NULL;

-- What became of each run: an entry as on the wire.
CREATE TABLE cron_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  ended_at INTEGER NOT NULL,
  status TEXT NOT NULL,
  delivery TEXT NOT NULL,
  entry TEXT NOT NULL
) STRICT;
CREATE INDEX cron_run_job ON cron_run(job_id, id);
CREATE INDEX cron_run_run ON cron_run(run_id);

-- Sessions made for one run of a job or a hook, deleted when they are old enough.
CREATE TABLE short_session (
  key TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  begun_at INTEGER NOT NULL
) STRICT;
CREATE INDEX short_session_age ON short_session(begun_at);

-- Messages on their way out, those that arrived lately and those that never will.
CREATE TABLE outbound (
  id TEXT PRIMARY KEY,
  -- By which the sender tells a repetition; forgotten with the row.
  idempotency_key TEXT UNIQUE,
  channel TEXT NOT NULL,
  message TEXT NOT NULL,
  -- sending, queued, sent or dead
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- When to try again, for queued ones.
  next_at INTEGER,
  error TEXT,
  -- The kind of failure, for dead ones.
  failure TEXT,
  -- What the other side calls it, for sent ones.
  message_id TEXT
) STRICT;
CREATE INDEX outbound_state ON outbound(state, next_at);
