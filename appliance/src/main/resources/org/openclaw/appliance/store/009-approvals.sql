CREATE TABLE exec_approval (
    id TEXT NOT NULL UNIQUE,
    request TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    decision TEXT,
    reason TEXT,
    resolved_at INTEGER NOT NULL DEFAULT 0,
    resolver TEXT
);
CREATE INDEX exec_approval_pending ON exec_approval(status) WHERE status = 'pending';
