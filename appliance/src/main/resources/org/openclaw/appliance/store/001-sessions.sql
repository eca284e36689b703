-- Times are milliseconds since 1970 by this host's clock; 0 or NULL where there is none yet.

CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    agent_id TEXT NOT NULL,
    session_id TEXT NOT NULL UNIQUE,
    lifecycle_revision TEXT NOT NULL,
    -- Counts resets: only entries of the current window belong to the conversation.
    window INTEGER NOT NULL DEFAULT 0,
    created_via TEXT NOT NULL,
    parent_key TEXT,
    -- What sessions.patch set: a JSON object by wire name.
    settings TEXT NOT NULL DEFAULT '{}',
    label TEXT GENERATED ALWAYS AS (json_extract(settings, '$.label')) VIRTUAL,
    archived INTEGER GENERATED ALWAYS AS (ifnull(json_extract(settings, '$.archived'), 0)) VIRTUAL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    last_interaction_at INTEGER NOT NULL DEFAULT 0,
    last_activity_at INTEGER NOT NULL DEFAULT 0,
    session_started_at INTEGER NOT NULL,
    last_run_id TEXT,
    run_status TEXT,
    run_error TEXT,
    run_started_at INTEGER NOT NULL DEFAULT 0,
    run_ended_at INTEGER NOT NULL DEFAULT 0,
    input_tokens INTEGER NOT NULL DEFAULT 0,
    output_tokens INTEGER NOT NULL DEFAULT 0,
    cache_read INTEGER NOT NULL DEFAULT 0,
    cache_write INTEGER NOT NULL DEFAULT 0,
    context_used INTEGER NOT NULL DEFAULT 0,
    model_provider TEXT,
    model TEXT,
    messages INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX session_by_update ON session(archived, updated_at DESC);
CREATE INDEX session_by_label ON session(label) WHERE label IS NOT NULL;

CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    window INTEGER NOT NULL,
    -- The message's place in its window, from 1.
    seq INTEGER NOT NULL,
    entry_id TEXT NOT NULL UNIQUE,
    run_id TEXT,
    idempotency_key TEXT,
    role TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    message TEXT NOT NULL,
    UNIQUE (session, window, seq)
);

-- The index keeps no copy of the text: an SD card writes each message once.
CREATE VIRTUAL TABLE entry_text USING fts5(text, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2');

CREATE TRIGGER entry_indexed AFTER INSERT ON entry WHEN new.role IN ('user', 'assistant') BEGIN
    INSERT INTO entry_text(rowid, text) VALUES (new.id,
        CASE json_type(new.message, '$.content')
            WHEN 'text' THEN json_extract(new.message, '$.content')
            WHEN 'array' THEN (
                SELECT group_concat(json_extract(block.value, '$.text'), char(10))
                FROM json_each(new.message, '$.content') AS block
                WHERE block.type = 'object' AND json_extract(block.value, '$.type') = 'text')
        END);
END;

CREATE TRIGGER entry_unindexed AFTER DELETE ON entry BEGIN
    DELETE FROM entry_text WHERE rowid = old.id;
END;

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    run_id TEXT NOT NULL UNIQUE,
    session INTEGER NOT NULL REFERENCES session(id) ON DELETE CASCADE,
    status TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER NOT NULL DEFAULT 0,
    ended_at INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    result TEXT
);
CREATE INDEX run_active ON run(session) WHERE ended_at = 0;
