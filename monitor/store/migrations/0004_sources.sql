-- What a source is like, why it is polled when, what is still owed of its entries, and its last runs.

ALTER TABLE source ADD COLUMN recipe VARCHAR(64) NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN moved_to TEXT;
ALTER TABLE source ADD COLUMN moved_times INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN moved_since VARCHAR(27);
ALTER TABLE source ADD COLUMN gone_times INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN missing_since VARCHAR(27);
ALTER TABLE source ADD COLUMN newest_at VARCHAR(27);
ALTER TABLE source ADD COLUMN usual_gap INTEGER;
ALTER TABLE source ADD COLUMN hint INTEGER;
ALTER TABLE source ADD COLUMN is_behind BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN why TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN list_due_at VARCHAR(27);
ALTER TABLE source ADD COLUMN list_why TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN owed_due_at VARCHAR(27);
ALTER TABLE source ADD COLUMN state_since VARCHAR(27);
ALTER TABLE source ADD COLUMN trouble VARCHAR(40);
ALTER TABLE source ADD COLUMN trouble_since VARCHAR(27);
ALTER TABLE source ADD COLUMN trouble_detail TEXT;
ALTER TABLE source ADD COLUMN told VARCHAR(40);
ALTER TABLE source ADD COLUMN told_at VARCHAR(27);
ALTER TABLE source ADD COLUMN told_alone BOOLEAN NOT NULL DEFAULT 0;
ALTER TABLE source ADD COLUMN untold VARCHAR(40);
ALTER TABLE source ADD COLUMN untold_since VARCHAR(27);
CREATE INDEX source_untold ON source (untold_since);

ALTER TABLE document ADD COLUMN published VARCHAR(32);
ALTER TABLE document ADD COLUMN digest VARCHAR(64) NOT NULL DEFAULT '';
CREATE INDEX document_seen ON document (first_seen_at);

CREATE TABLE owed_page (
    document_id VARCHAR(32) NOT NULL,
    source_id VARCHAR(200) NOT NULL,
    entry TEXT NOT NULL,
    raw BLOB NOT NULL,
    digest VARCHAR(64) NOT NULL,
    found_at VARCHAR(27) NOT NULL,
    oldest VARCHAR(27),
    hides_undated BOOLEAN NOT NULL,
    due_at VARCHAR(27),
    tries INTEGER NOT NULL,
    error TEXT,
    PRIMARY KEY (document_id)
);
CREATE INDEX owed_page_source ON owed_page (source_id, due_at);

CREATE TABLE run (
    source_id VARCHAR(200) NOT NULL,
    slot INTEGER NOT NULL,
    at VARCHAR(27) NOT NULL,
    state VARCHAR(40) NOT NULL,
    detail TEXT,
    requests INTEGER NOT NULL,
    ms INTEGER NOT NULL,
    size INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    new INTEGER NOT NULL,
    next_due VARCHAR(27) NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (source_id, slot)
);
