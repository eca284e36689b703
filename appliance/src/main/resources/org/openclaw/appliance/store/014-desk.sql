-- The groups people sort sessions into; who belongs to one is the session's own setting "category".
CREATE TABLE session_group (
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;

-- The order of the sections in which clients list sessions: ungrouped, groups, work, category:<name>, catalog:<id>.
CREATE TABLE session_section (
  id TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;

-- How far a session's work is. It belongs to the conversation it was written in: a reset begins another one.
CREATE TABLE progress_card (
  session INTEGER PRIMARY KEY REFERENCES session(id) ON DELETE CASCADE,
  lifecycle_revision TEXT NOT NULL,
  revision INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  markdown TEXT,
  steps TEXT
) STRICT;

-- What people set in their clients, by the name a proxy vouches for.
CREATE TABLE user_preference (
  user TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (user, key)
) STRICT;
