-- What the user said, while its turn has not come: {entryId,message}. It joins the transcript when the turn begins.
ALTER TABLE run ADD COLUMN input TEXT;

-- What is indexed of the agents' notes (MEMORY.md, memory/*.md), to see what has changed since.
CREATE TABLE note_file (
  id INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL,
  path TEXT NOT NULL,
  modified INTEGER NOT NULL,
  size INTEGER NOT NULL,
  UNIQUE (agent_id, path)
) STRICT;

-- Passages of them. Filled on the first search, so that an agent without notes costs nothing.
CREATE VIRTUAL TABLE note_text USING fts5(
  text, file UNINDEXED, first_line UNINDEXED, last_line UNINDEXED, tokenize='unicode61 remove_diacritics 2');
