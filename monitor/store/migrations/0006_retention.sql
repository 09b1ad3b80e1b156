-- What is kept of a version, and what retention looks for it by: partial indexes, so that what is done with leaves them.

ALTER TABLE version ADD COLUMN kept VARCHAR(10) NOT NULL DEFAULT 'all';
CREATE INDEX version_kept ON version (kept, seen_at) WHERE kept <> 'id';
CREATE INDEX delivery_version ON delivery (version_id);
CREATE INDEX delivery_worded ON delivery (made_at) WHERE parts <> '[]';
