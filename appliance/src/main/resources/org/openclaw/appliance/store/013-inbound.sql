-- What people wrote over channels: what waits for an answer, what never got one, and what was answered lately, by which a
-- repetition is told.
CREATE TABLE inbound (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channel TEXT NOT NULL,
  account_id TEXT NOT NULL,
  -- The channel's own name for it.
  message_id TEXT NOT NULL,
  -- The conversation of the channel it belongs to.
  place TEXT NOT NULL,
  -- queued, dead or done
  state TEXT NOT NULL,
  -- JSON; emptied once it is done.
  message TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  -- How many turns were begun for it and failed or were cut off; the next one's id has that number.
  turns INTEGER NOT NULL,
  -- How often it failed since it was last submitted, for whatever reason.
  failures INTEGER NOT NULL,
  error TEXT,
  -- The message on the other side that shows the unfinished answer.
  preview TEXT,
  received_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (channel, account_id, message_id)
) STRICT;
CREATE INDEX inbound_open ON inbound(state, place, id);

-- A message too long for its channel goes out as several; each names the first one.
ALTER TABLE outbound ADD COLUMN part_of TEXT;
ALTER TABLE outbound ADD COLUMN part INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbound_part ON outbound(part_of, part) WHERE part_of IS NOT NULL;
