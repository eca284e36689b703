-- Strangers who wrote to a chat channel and wait for the operator's word.
CREATE TABLE channel_pairing_request (
  channel TEXT NOT NULL,
  account_id TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  -- What the sender was told, and what the operator approves.
  code TEXT NOT NULL UNIQUE,
  sender_label TEXT NOT NULL,
  -- A JSON object of texts.
  metadata TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  PRIMARY KEY (channel, account_id, sender_id)
) STRICT;

-- Those who were let in. What the configuration allows besides isn't here.
CREATE TABLE channel_allowed_sender (
  channel TEXT NOT NULL,
  account_id TEXT NOT NULL,
  sender_id TEXT NOT NULL,
  approved_at INTEGER NOT NULL,
  PRIMARY KEY (channel, account_id, sender_id)
) STRICT;
