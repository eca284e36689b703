-- The gateway's own Ed25519 key pair; one row. The private key is PKCS #8 in base64.
CREATE TABLE gateway_identity (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  public_key TEXT NOT NULL,
  private_key_pkcs8 TEXT NOT NULL
) STRICT;
