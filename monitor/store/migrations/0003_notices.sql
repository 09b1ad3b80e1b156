-- How rules and settings stand, and what the operators' chat is told.

CREATE TABLE standing (
    "key" VARCHAR(64) NOT NULL,
    since VARCHAR(27) NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY ("key")
);

CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    "key" VARCHAR(200) NOT NULL,
    text TEXT NOT NULL,
    is_end BOOLEAN NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    state VARCHAR(10) NOT NULL,
    attempts INTEGER NOT NULL,
    repeats INTEGER NOT NULL,
    due_at VARCHAR(27) NOT NULL,
    plain BOOLEAN NOT NULL,
    error TEXT,
    sent_at VARCHAR(27)
);
CREATE INDEX notice_due ON notice (state, due_at);
CREATE INDEX notice_key ON notice ("key", id);
