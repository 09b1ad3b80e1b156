-- Stories that grow, messages that are edited, digests, silences, votes, subscriptions, and an index to search by.

ALTER TABLE story ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE story ADD COLUMN severity VARCHAR(10);
ALTER TABLE story ADD COLUMN stage VARCHAR(20);
ALTER TABLE story ADD COLUMN independent INTEGER NOT NULL DEFAULT 1;
UPDATE story SET severity = (
    SELECT CASE MAX(CASE m.severity WHEN 'critical' THEN 3 WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END)
        WHEN 3 THEN 'critical' WHEN 2 THEN 'high' WHEN 1 THEN 'medium' WHEN 0 THEN 'low' END
    FROM story_document d JOIN version v ON v.document_id = d.document_id JOIN "match" m ON m.version_id = v.id
    WHERE d.story_id = story.id AND m.status = 'stable' AND v.decided_at IS NOT NULL
);
ALTER TABLE story_document ADD COLUMN score REAL NOT NULL DEFAULT 0;
ALTER TABLE story_document ADD COLUMN version_id INTEGER;
ALTER TABLE story_document ADD COLUMN outlet TEXT NOT NULL DEFAULT '';
ALTER TABLE story_document ADD COLUMN outlet_kind VARCHAR(30) NOT NULL DEFAULT 'unknown';
ALTER TABLE story_document ADD COLUMN origin TEXT NOT NULL DEFAULT '';
UPDATE story_document SET version_id = (
    SELECT MAX(v.id) FROM version v WHERE v.document_id = story_document.document_id AND v.decided_at IS NOT NULL
);
UPDATE story_document SET (outlet, outlet_kind, origin) = (
    SELECT COALESCE(json_extract(body, '$.outlet.name'), ''), COALESCE(json_extract(body, '$.outlet.kind'), 'unknown'),
        CASE WHEN COALESCE(json_extract(body, '$.origin[0]'), 'unknown') IN ('independent', 'unknown')
            THEN COALESCE(json_extract(body, '$.outlet.name'), '') ELSE json_extract(body, '$.origin[0]') END
    FROM version v WHERE v.id = story_document.version_id
) WHERE version_id IS NOT NULL;
CREATE TABLE story_trait (
    document_id VARCHAR(32) NOT NULL,
    traits TEXT NOT NULL,
    PRIMARY KEY (document_id),
    FOREIGN KEY(document_id) REFERENCES document (id)
);
CREATE TABLE story_update (
    story_id VARCHAR(32) NOT NULL,
    revision INTEGER NOT NULL,
    kind VARCHAR(20) NOT NULL,
    detail TEXT NOT NULL,
    document_id VARCHAR(32) NOT NULL,
    version_id INTEGER NOT NULL,
    at VARCHAR(27) NOT NULL,
    PRIMARY KEY (story_id, revision),
    FOREIGN KEY(story_id) REFERENCES story (id)
);
CREATE TABLE new_story_key (
    kind VARCHAR(20) NOT NULL,
    "key" VARCHAR(80) NOT NULL,
    document_id VARCHAR(32) NOT NULL,
    seen_at VARCHAR(27) NOT NULL,
    PRIMARY KEY (kind, "key", document_id),
    FOREIGN KEY(document_id) REFERENCES document (id)
) WITHOUT ROWID;
INSERT INTO new_story_key SELECT kind, "key", document_id, seen_at FROM story_key;
DROP TABLE story_key;
ALTER TABLE new_story_key RENAME TO story_key;

ALTER TABLE alert ADD COLUMN retracted_at VARCHAR(27);
ALTER TABLE alert ADD COLUMN retraction TEXT;

CREATE TABLE new_delivery (
    id INTEGER PRIMARY KEY,
    alert_id INTEGER,
    version_id INTEGER,
    channel VARCHAR(200) NOT NULL,
    kind VARCHAR(10) NOT NULL,
    step VARCHAR(40) NOT NULL,
    revision INTEGER NOT NULL,
    severity VARCHAR(10),
    state VARCHAR(10) NOT NULL,
    held_why TEXT,
    digest_id INTEGER,
    attempts INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    due_at VARCHAR(27) NOT NULL,
    parts TEXT NOT NULL,
    picture BLOB,
    sent_ids TEXT NOT NULL,
    base_id INTEGER,
    silent BOOLEAN NOT NULL,
    urgent BOOLEAN NOT NULL,
    plain BOOLEAN NOT NULL,
    error TEXT,
    made_at VARCHAR(27),
    sent_at VARCHAR(27),
    UNIQUE (alert_id, channel, step),
    FOREIGN KEY(alert_id) REFERENCES alert (id),
    FOREIGN KEY(version_id) REFERENCES version (id)
);
INSERT INTO new_delivery (id, alert_id, version_id, channel, kind, step, revision, severity, state, attempts, repeats,
    due_at, parts, sent_ids, silent, urgent, plain, error, made_at, sent_at)
    SELECT delivery.id, alert_id, alert.version_id, channel, 'send', step, 0, story.severity, state, attempts, repeats,
        due_at, parts, sent_ids, silent, 0, plain, error, alert.created_at, sent_at
    FROM delivery JOIN alert ON alert.id = delivery.alert_id JOIN story ON story.id = alert.story_id;
DROP TABLE delivery;
ALTER TABLE new_delivery RENAME TO delivery;
CREATE INDEX delivery_due ON delivery (channel, state, due_at);
CREATE INDEX delivery_alert ON delivery (alert_id);
CREATE INDEX delivery_digest ON delivery (digest_id);
CREATE INDEX delivery_made ON delivery (channel, made_at);
ALTER TABLE verdict ADD COLUMN delivery_id INTEGER;
UPDATE verdict SET delivery_id = (
    SELECT d.id FROM delivery d JOIN alert a ON a.id = d.alert_id
    WHERE a.version_id = verdict.version_id AND d.channel = verdict.channel
) WHERE verdict = 'send';

CREATE TABLE mark (
    chat TEXT NOT NULL,
    last_id INTEGER NOT NULL,
    PRIMARY KEY (chat)
);
CREATE TABLE digest_plan (
    channel VARCHAR(200) NOT NULL,
    "plan" VARCHAR(200) NOT NULL,
    next_at VARCHAR(27) NOT NULL,
    last_at VARCHAR(27),
    PRIMARY KEY (channel, "plan")
);
CREATE TABLE spike (
    topic VARCHAR(200) NOT NULL,
    day VARCHAR(10) NOT NULL,
    told_at VARCHAR(27) NOT NULL,
    PRIMARY KEY (topic, day)
);
CREATE TABLE silence (
    id INTEGER PRIMARY KEY,
    channel VARCHAR(200),
    kind VARCHAR(10) NOT NULL,
    value VARCHAR(200) NOT NULL,
    until VARCHAR(27) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    made_by TEXT NOT NULL,
    why TEXT NOT NULL
);
CREATE INDEX silence_until ON silence (until);
CREATE TABLE vote (
    alert_id INTEGER NOT NULL,
    voter VARCHAR(64) NOT NULL,
    vote VARCHAR(10) NOT NULL,
    at VARCHAR(27) NOT NULL,
    PRIMARY KEY (alert_id, voter),
    FOREIGN KEY(alert_id) REFERENCES alert (id)
);
CREATE TABLE subscription (
    chat VARCHAR(40) NOT NULL,
    topic VARCHAR(200) NOT NULL,
    since VARCHAR(27) NOT NULL,
    PRIMARY KEY (chat, topic)
);

CREATE VIRTUAL TABLE search USING fts5(title, body, content='', columnsize=0, tokenize='ascii');
INSERT INTO meta ("key", value) SELECT 'search behind', CAST(id AS TEXT) FROM version ORDER BY id DESC LIMIT 1;

ALTER TABLE owed_page ADD COLUMN page_hash VARCHAR(64);
ALTER TABLE owed_page ADD COLUMN etag TEXT;
ALTER TABLE owed_page ADD COLUMN last_modified TEXT;
