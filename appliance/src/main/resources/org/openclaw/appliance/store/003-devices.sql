-- Devices that were approved. No token is kept: tokens are derived from the key below and the role's generation.
CREATE TABLE device (
  device_id TEXT PRIMARY KEY,
  public_key TEXT NOT NULL,
  -- What the operator calls it.
  label TEXT,
  display_name TEXT,
  platform TEXT,
  device_family TEXT,
  client_id TEXT,
  client_mode TEXT,
  remote_ip TEXT,
  browser_origin TEXT,
  -- The operator scopes approved, a JSON array; a token may carry fewer.
  scopes TEXT NOT NULL DEFAULT '[]',
  approved_via TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  approved_at INTEGER NOT NULL,
  last_seen_at INTEGER
) STRICT;

CREATE TABLE device_role (
  device_id TEXT NOT NULL REFERENCES device(device_id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  scopes TEXT NOT NULL DEFAULT '[]',
  generation TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  rotated_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER,
  PRIMARY KEY (device_id, role)
) STRICT;

-- What every device token is derived from; one row, 32 random bytes.
CREATE TABLE device_token_key (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  key_hex TEXT NOT NULL
) STRICT;
