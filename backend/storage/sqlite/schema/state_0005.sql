-- Who was refused, and what needs a person's attention.

CREATE TABLE denied (
    address    TEXT NOT NULL, -- without the port
    claimed_id TEXT NOT NULL,
    reason     TEXT NOT NULL, -- the last one
    protocol   TEXT NOT NULL,
    detail     TEXT NOT NULL,
    count      INTEGER NOT NULL,
    locked_out INTEGER NOT NULL, -- of them: refused unseen
    first      INTEGER NOT NULL, -- µs
    last       INTEGER NOT NULL,
    ignored    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (address, claimed_id)
) WITHOUT ROWID;
CREATE INDEX denied_by_time ON denied (last);

CREATE TABLE alert (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    kind            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    detail          TEXT NOT NULL,
    severity        INTEGER NOT NULL, -- 0 notice, 1 warning, 2 critical
    count           INTEGER NOT NULL,
    first           INTEGER NOT NULL, -- µs
    last            INTEGER NOT NULL,
    acknowledged    INTEGER,          -- µs; NULL = open
    acknowledged_by TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX alert_open ON alert (kind, subject) WHERE acknowledged IS NULL;
