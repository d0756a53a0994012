-- state.db, schema 4: the allow list, the block list, and groups of devices. Codes: domain/access_entry.h.

CREATE TABLE access_entry (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    list   INTEGER NOT NULL,
    kind   INTEGER NOT NULL,
    value  TEXT NOT NULL,
    reason TEXT NOT NULL,
    by     TEXT NOT NULL, -- the policy
    since  INTEGER NOT NULL,
    until  INTEGER,       -- from then on it counts nothing
    etag   INTEGER NOT NULL,
    UNIQUE (list, kind, value)
);
CREATE INDEX access_entry_ending ON access_entry (until) WHERE until IS NOT NULL;

CREATE TABLE access_group (
    name      TEXT PRIMARY KEY,
    condition TEXT NOT NULL, -- as domain/tag_condition.h writes it; empty = members are named
    reason    TEXT NOT NULL,
    by        TEXT NOT NULL,
    since     INTEGER NOT NULL,
    etag      INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE access_member (
    group_name TEXT NOT NULL,
    device_id  TEXT NOT NULL, -- registered or not
    PRIMARY KEY (group_name, device_id)
) WITHOUT ROWID;
CREATE TRIGGER access_group_gone AFTER DELETE ON access_group BEGIN
    DELETE FROM access_member WHERE group_name = old.name;
END;
