-- Named people who manage the hub. Keys and second factors are boxes (storage/secret_box.h).

CREATE TABLE person (
    name           TEXT PRIMARY KEY,
    display_name   TEXT NOT NULL,
    role           TEXT NOT NULL,
    scope          TEXT,             -- tag condition; NULL = the whole fleet
    enabled        INTEGER NOT NULL,
    sees_keys      INTEGER NOT NULL,
    key            BLOB NOT NULL,
    key_since      INTEGER NOT NULL, -- µs
    key_expires    INTEGER,          -- NULL = never
    previous_key   BLOB NOT NULL,    -- empty = none
    previous_until INTEGER,
    factor         BLOB NOT NULL,    -- secret of one-time codes; empty = none
    factor_on      INTEGER NOT NULL, -- it was confirmed with a code
    factor_step    INTEGER NOT NULL, -- of the code that was taken last
    created        INTEGER NOT NULL,
    created_by     TEXT NOT NULL,
    last_used      INTEGER,
    last_address   TEXT NOT NULL DEFAULT '',
    etag           INTEGER NOT NULL
) WITHOUT ROWID;
