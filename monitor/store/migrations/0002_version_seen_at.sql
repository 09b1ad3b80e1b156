-- Replays and counts ask for the documents of some weeks.

CREATE INDEX version_seen_at ON version (seen_at);
