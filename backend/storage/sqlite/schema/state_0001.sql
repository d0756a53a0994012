-- state.db, schema 1. Times are µs since 1970 UTC. Keys are boxes (storage/secret_box.h).

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE policy (
    name          TEXT PRIMARY KEY,
    rights        INTEGER NOT NULL,
    primary_key   BLOB NOT NULL,
    secondary_key BLOB NOT NULL,
    scope         TEXT            -- tag condition; NULL = the whole fleet. A set scope that the
                                  -- program does not know how to enforce refuses the policy.
) WITHOUT ROWID;

-- One row per id and generation, kept as long as messages of it may exist. Never reused.
CREATE TABLE device_key (
    key         INTEGER PRIMARY KEY AUTOINCREMENT,
    device_id   TEXT NOT NULL,
    module_id   TEXT NOT NULL DEFAULT '',
    generation  TEXT NOT NULL,
    created     INTEGER NOT NULL,
    deleted     INTEGER,          -- NULL while the identity lives
    erase_asked INTEGER,          -- from then on its messages are not shown
    erase_done  INTEGER           -- from then on they are gone from the disk
);
CREATE INDEX device_key_by_id ON device_key (device_id, module_id);
CREATE INDEX device_key_to_erase ON device_key (key)
    WHERE erase_asked IS NOT NULL AND erase_done IS NULL;

CREATE TABLE identity (
    device_key           INTEGER PRIMARY KEY REFERENCES device_key (key),
    device_id            TEXT NOT NULL,
    module_id            TEXT NOT NULL DEFAULT '',
    generation           TEXT NOT NULL,
    etag                 INTEGER NOT NULL,
    enabled              INTEGER NOT NULL,
    status_reason        TEXT NOT NULL,
    status_updated       INTEGER,
    auth_type            INTEGER NOT NULL,
    primary_key          BLOB NOT NULL,      -- empty when the type is not sas
    secondary_key        BLOB NOT NULL,
    primary_thumbprint   TEXT NOT NULL,
    secondary_thumbprint TEXT NOT NULL,
    edge                 INTEGER NOT NULL,
    tags                 TEXT NOT NULL,
    last_activity        INTEGER NOT NULL DEFAULT 0, -- 0 = never
    connection_updated   INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX identity_by_id ON identity (device_id, module_id);
CREATE INDEX identity_by_activity ON identity (last_activity, device_key) WHERE module_id = '';
CREATE INDEX identity_disabled ON identity (enabled) WHERE enabled = 0;

-- Top-level scalar tags, so that "site = berlin" needs no scan.
CREATE TABLE device_tag (
    name       TEXT NOT NULL,
    value      TEXT NOT NULL,
    device_key INTEGER NOT NULL,
    PRIMARY KEY (name, value, device_key)
) WITHOUT ROWID;
CREATE INDEX device_tag_by_device ON device_tag (device_key);

-- Search for any part of an id of three characters or more.
CREATE VIRTUAL TABLE identity_search USING fts5 (
    device_id,
    content = 'identity', content_rowid = 'device_key',
    tokenize = 'trigram', columnsize = 0
);
