-- SHA-256 of the role's token, hex; empty for a token made before, until the gateway's next start fills it in. That start also
-- moves the key out of device_token_key into a file of its own and leaves the table empty.
ALTER TABLE device_role ADD COLUMN token_hash TEXT NOT NULL DEFAULT '';
