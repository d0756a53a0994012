-- state.db, schema 2: commands, twins, MQTT sessions, certificates, file uploads.

ALTER TABLE identity ADD COLUMN managed_by TEXT NOT NULL DEFAULT '';  -- of modules
ALTER TABLE identity ADD COLUMN last_close TEXT NOT NULL DEFAULT '';  -- why it was disconnected last

-- Queues. Codes: domain/command.h.
CREATE TABLE command (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    device_key     INTEGER NOT NULL,
    sequence       INTEGER NOT NULL, -- of the device: the order of delivery
    state          INTEGER NOT NULL,
    reason         INTEGER NOT NULL,
    ack            INTEGER NOT NULL,
    enqueued       INTEGER NOT NULL,
    expires        INTEGER NOT NULL,
    delivery_count INTEGER NOT NULL,
    lock_token     TEXT,             -- in flight over HTTP or AMQP
    lock_session   INTEGER,          -- in flight on a connection
    lock_until     INTEGER,          -- of a token
    ended          INTEGER,          -- completed or dead
    message_id     TEXT NOT NULL,
    properties     BLOB NOT NULL,
    body           BLOB NOT NULL
);
CREATE INDEX command_by_device ON command (device_key, state, sequence);
CREATE UNIQUE INDEX command_by_lock ON command (lock_token) WHERE lock_token IS NOT NULL;
CREATE INDEX command_expiring ON command (expires) WHERE state = 0;
CREATE INDEX command_locked ON command (lock_until) WHERE lock_until IS NOT NULL;
CREATE INDEX command_ended ON command (ended) WHERE ended IS NOT NULL;
CREATE INDEX command_dead ON command (id) WHERE state = 3;

-- The life line: one row a change of state, gone with its command.
CREATE TABLE command_event (
    command    INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    time       INTEGER NOT NULL,
    what       TEXT NOT NULL,
    protocol   TEXT NOT NULL,
    connection TEXT NOT NULL,
    detail     TEXT NOT NULL,
    PRIMARY KEY (command, number)
) WITHOUT ROWID;

-- One row a device that was ever sent something or held: counters, so that the fleet's list needs no
-- scan of the commands.
CREATE TABLE queue (
    device_key    INTEGER PRIMARY KEY,
    last_sequence INTEGER NOT NULL DEFAULT 0,
    waiting       INTEGER NOT NULL DEFAULT 0,
    in_flight     INTEGER NOT NULL DEFAULT 0,
    completed     INTEGER NOT NULL DEFAULT 0,
    dead          INTEGER NOT NULL DEFAULT 0,
    last_poll     INTEGER,
    held_since    INTEGER,
    held_by       TEXT NOT NULL DEFAULT '',
    held_reason   TEXT NOT NULL DEFAULT ''
);

CREATE TABLE feedback (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    time           INTEGER NOT NULL,
    message_id     TEXT NOT NULL,
    status         TEXT NOT NULL,
    device_id      TEXT NOT NULL,
    generation     TEXT NOT NULL,
    delivery_count INTEGER NOT NULL DEFAULT 0,
    lock_token     TEXT,
    lock_until     INTEGER
);
CREATE INDEX feedback_by_lock ON feedback (lock_token) WHERE lock_token IS NOT NULL;

-- A twin that was never written has no row. Tags stand with the identity.
CREATE TABLE twin (
    device_key        INTEGER PRIMARY KEY,
    etag              INTEGER NOT NULL,
    version           INTEGER NOT NULL,
    desired           TEXT NOT NULL, -- JSON objects
    desired_metadata  TEXT NOT NULL,
    desired_version   INTEGER NOT NULL,
    reported          TEXT NOT NULL,
    reported_metadata TEXT NOT NULL,
    reported_version  INTEGER NOT NULL,
    model_id          TEXT NOT NULL DEFAULT ''
);

-- Subscriptions of MQTT sessions that outlive their connection (OASIS MQTT 3.1.1 §3.1.2.4).
CREATE TABLE mqtt_session (
    device_key    INTEGER PRIMARY KEY,
    subscriptions BLOB NOT NULL -- protocol/mqtt/subscriptions.h
);

-- Certificate authorities whose devices may sign in, and what is revoked.
CREATE TABLE authority (
    name        TEXT PRIMARY KEY,
    certificate BLOB NOT NULL,    -- DER
    thumbprint  TEXT NOT NULL,    -- SHA-256, lower-case hex
    verified    INTEGER NOT NULL, -- proof of possession was given
    code        TEXT NOT NULL,    -- what the proof must name; empty = not asked for
    created     INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    etag        INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE revoked_certificate (
    thumbprint TEXT PRIMARY KEY, -- SHA-256, lower-case hex; of a device's or an intermediate certificate
    subject    TEXT NOT NULL,
    reason     TEXT NOT NULL,
    since      INTEGER NOT NULL,
    by         TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE upload (
    correlation_id TEXT PRIMARY KEY,
    device_key     INTEGER NOT NULL,
    blob_name      TEXT NOT NULL,
    started        INTEGER NOT NULL,
    expires        INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX upload_by_device ON upload (device_key);
