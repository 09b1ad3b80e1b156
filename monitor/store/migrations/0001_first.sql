-- The first schema. Written once, never edited: a change is a new file with the next number.

CREATE TABLE channel (
    id VARCHAR(200) NOT NULL,
    chat TEXT,
    suspended TEXT,
    paused_until VARCHAR(27),
    failures INTEGER NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE document (
    id VARCHAR(32) NOT NULL,
    source_id VARCHAR(200) NOT NULL,
    guid TEXT,
    url TEXT,
    demo BOOLEAN NOT NULL,
    first_seen_at VARCHAR(27) NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX document_source_url ON document (source_id, url);
CREATE INDEX document_url ON document (url);

CREATE TABLE meta (
    "key" VARCHAR(64) NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);

CREATE TABLE send_log (
    id INTEGER PRIMARY KEY,
    channel VARCHAR(200) NOT NULL,
    at VARCHAR(27) NOT NULL
);
CREATE INDEX send_log_channel ON send_log (channel, at);

CREATE TABLE source (
    id VARCHAR(200) NOT NULL,
    location TEXT,
    every INTEGER NOT NULL,
    etag TEXT,
    last_modified TEXT,
    failures INTEGER NOT NULL,
    polled_at VARCHAR(27),
    succeeded_at VARCHAR(27),
    next_poll_at VARCHAR(27) NOT NULL,
    lease_until VARCHAR(27),
    fence INTEGER NOT NULL,
    state VARCHAR(40) NOT NULL,
    detail TEXT,
    is_listed BOOLEAN NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX source_due ON source (is_listed, next_poll_at);

CREATE TABLE story (
    id VARCHAR(32) NOT NULL,
    opened_at VARCHAR(27) NOT NULL,
    PRIMARY KEY (id)
);

CREATE TABLE story_document (
    document_id VARCHAR(32) NOT NULL,
    story_id VARCHAR(32) NOT NULL,
    joined_by TEXT NOT NULL,
    PRIMARY KEY (document_id),
    FOREIGN KEY(document_id) REFERENCES document (id),
    FOREIGN KEY(story_id) REFERENCES story (id)
);
CREATE INDEX story_document_story ON story_document (story_id);

CREATE TABLE story_key (
    kind VARCHAR(20) NOT NULL,
    "key" VARCHAR(80) NOT NULL,
    document_id VARCHAR(32) NOT NULL,
    seen_at VARCHAR(27) NOT NULL,
    PRIMARY KEY (kind, "key", document_id),
    FOREIGN KEY(document_id) REFERENCES document (id)
);

CREATE TABLE version (
    id INTEGER PRIMARY KEY,
    document_id VARCHAR(32) NOT NULL,
    content_hash VARCHAR(64) NOT NULL,
    text_hash VARCHAR(64) NOT NULL,
    body TEXT NOT NULL,
    raw BLOB NOT NULL,
    rules_hash VARCHAR(64) NOT NULL,
    is_backlog BOOLEAN NOT NULL,
    seen_at VARCHAR(27) NOT NULL,
    decided_at VARCHAR(27),
    UNIQUE (document_id, content_hash),
    FOREIGN KEY(document_id) REFERENCES document (id)
);
CREATE INDEX version_undecided ON version (decided_at, id);

CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    story_id VARCHAR(32) NOT NULL,
    version_id INTEGER NOT NULL,
    created_at VARCHAR(27) NOT NULL,
    FOREIGN KEY(story_id) REFERENCES story (id),
    UNIQUE (version_id),
    FOREIGN KEY(version_id) REFERENCES version (id)
);
CREATE INDEX alert_story ON alert (story_id);

CREATE TABLE "match" (
    version_id INTEGER NOT NULL,
    rule VARCHAR(200) NOT NULL,
    topic VARCHAR(200) NOT NULL,
    name TEXT NOT NULL,
    why TEXT NOT NULL,
    severity VARCHAR(10) NOT NULL,
    status VARCHAR(10) NOT NULL,
    soft BOOLEAN NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (version_id, rule),
    FOREIGN KEY(version_id) REFERENCES version (id)
);

CREATE TABLE verdict (
    version_id INTEGER NOT NULL,
    channel VARCHAR(200) NOT NULL,
    verdict TEXT NOT NULL,
    PRIMARY KEY (version_id, channel),
    FOREIGN KEY(version_id) REFERENCES version (id)
);

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    alert_id INTEGER NOT NULL,
    channel VARCHAR(200) NOT NULL,
    step VARCHAR(20) NOT NULL,
    state VARCHAR(10) NOT NULL,
    attempts INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    due_at VARCHAR(27) NOT NULL,
    parts TEXT NOT NULL,
    sent_ids TEXT NOT NULL,
    silent BOOLEAN NOT NULL,
    plain BOOLEAN NOT NULL,
    error TEXT,
    sent_at VARCHAR(27),
    UNIQUE (alert_id, channel, step),
    FOREIGN KEY(alert_id) REFERENCES alert (id)
);
CREATE INDEX delivery_due ON delivery (channel, state, due_at);
