-- What the user said, while its turn has not come: {entryId,message}. It joins the transcript when the turn begins.
ALTER TABLE run ADD COLUMN input TEXT;
