-- state.db, schema 6: the audit log (docs/storage.md says what is hashed and signed).

CREATE TABLE audit (
    sequence   INTEGER PRIMARY KEY, -- without gaps
    time       INTEGER NOT NULL,    -- never before that of the row before
    actor_kind TEXT NOT NULL,
    actor      TEXT NOT NULL,
    credential TEXT NOT NULL,
    role       TEXT NOT NULL,
    address    TEXT NOT NULL,
    action     TEXT NOT NULL,
    target     TEXT NOT NULL,
    before     TEXT NOT NULL,       -- JSON or empty
    after      TEXT NOT NULL,
    result     TEXT NOT NULL,
    request_id TEXT NOT NULL,
    hash       BLOB NOT NULL        -- SHA-256 over the hash of the row before and this row
);
-- An index ends with the sequence, so that each gives its rows in order.
CREATE INDEX audit_by_time ON audit (time);
CREATE INDEX audit_by_actor ON audit (actor);
CREATE INDEX audit_by_action ON audit (action);
CREATE INDEX audit_by_target ON audit (target);
CREATE INDEX audit_by_address ON audit (address);
CREATE INDEX audit_by_result ON audit (result);
CREATE INDEX audit_by_request ON audit (request_id);

CREATE TRIGGER audit_is_only_added_to BEFORE UPDATE ON audit BEGIN
    SELECT raise(ABORT, 'the audit log is only added to');
END;

CREATE TABLE audit_checkpoint (
    number    INTEGER PRIMARY KEY, -- from 1 without gaps
    sequence  INTEGER NOT NULL,    -- it vouches for the records up to this one
    time      INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    signature BLOB NOT NULL
);

-- At most one row: what a pruned log begins behind.
CREATE TABLE audit_anchor (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    number    INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    time      INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    signature BLOB NOT NULL
);

-- One row: the hub's signing key, a box.
CREATE TABLE audit_key (
    one  INTEGER PRIMARY KEY CHECK (one = 1),
    seed BLOB NOT NULL
);
