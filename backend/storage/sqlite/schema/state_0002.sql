-- state.db, schema 2: commands, twins, MQTT sessions, certificates, file uploads.

ALTER TABLE identity ADD COLUMN managed_by TEXT NOT NULL DEFAULT '';  -- of modules
ALTER TABLE identity ADD COLUMN last_close TEXT NOT NULL DEFAULT '';  -- why it was disconnected last

-- Queues. Codes: domain/command.h. What is often rewritten stands apart from what a command carries.
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
    lock_token     TEXT NOT NULL,    -- in flight over HTTP or AMQP; else empty
    lock_session   INTEGER NOT NULL, -- in flight on a connection; else 0
    lock_until     INTEGER,          -- of a token
    ended          INTEGER,          -- completed or dead
    message_id     TEXT NOT NULL
);
CREATE INDEX command_open ON command (device_key, sequence) WHERE state < 2;
CREATE INDEX command_past ON command (device_key, state, sequence) WHERE state > 1;
CREATE UNIQUE INDEX command_by_lock ON command (lock_token) WHERE lock_token <> '';
CREATE INDEX command_expiring ON command (expires) WHERE state = 0;
CREATE INDEX command_locked ON command (lock_until) WHERE lock_until IS NOT NULL;
CREATE INDEX command_ended ON command (ended) WHERE ended IS NOT NULL;
CREATE INDEX command_dead ON command (id) WHERE state = 3;

CREATE TABLE command_content (
    command    INTEGER PRIMARY KEY,
    properties BLOB NOT NULL, -- domain/properties.h
    body       BLOB NOT NULL
);

-- The life line: one row a change, gone with its command.
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

-- One row a device that was ever sent something, was held or asked: counters, so that the fleet's
-- list needs no scan of the commands. Triggers keep them; nothing else writes them.
CREATE TABLE queue (
    device_key    INTEGER PRIMARY KEY,
    device_id     TEXT NOT NULL,
    module_id     TEXT NOT NULL,
    last_sequence INTEGER NOT NULL DEFAULT 0,
    waiting       INTEGER NOT NULL DEFAULT 0,
    in_flight     INTEGER NOT NULL DEFAULT 0,
    completed     INTEGER NOT NULL DEFAULT 0,
    dead          INTEGER NOT NULL DEFAULT 0,
    oldest        INTEGER NOT NULL DEFAULT 9223372036854775807, -- enqueued time of the first one
                                                                -- that waits or is in flight
    last_poll     INTEGER,
    held_since    INTEGER,
    held_by       TEXT NOT NULL DEFAULT '',
    held_reason   TEXT NOT NULL DEFAULT '',
    depth         INTEGER AS (waiting + in_flight),
    listed        INTEGER AS (waiting + in_flight + completed + dead > 0 OR held_since IS NOT NULL)
);
CREATE INDEX queue_by_id ON queue (device_id, module_id) WHERE listed;
CREATE INDEX queue_by_depth ON queue (depth DESC, device_key) WHERE listed;
CREATE INDEX queue_by_age ON queue (oldest, device_key) WHERE listed;
CREATE INDEX queue_by_flight ON queue (in_flight DESC, device_key) WHERE listed;
CREATE INDEX queue_by_dead ON queue (dead DESC, device_key) WHERE listed;
CREATE INDEX queue_by_poll ON queue (last_poll DESC, device_key) WHERE listed;

-- One row: the sums over all queues, and how many of them are listed.
CREATE TABLE queue_total (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    listed    INTEGER NOT NULL,
    waiting   INTEGER NOT NULL,
    in_flight INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    dead      INTEGER NOT NULL
);
INSERT INTO queue_total VALUES (1, 0, 0, 0, 0, 0);

CREATE TRIGGER command_added AFTER INSERT ON command BEGIN
    UPDATE queue SET
        waiting = waiting + (new.state = 0),
        in_flight = in_flight + (new.state = 1),
        completed = completed + (new.state = 2),
        dead = dead + (new.state = 3),
        oldest = ifnull((SELECT enqueued FROM command WHERE device_key = new.device_key
                         AND state < 2 ORDER BY sequence LIMIT 1), 9223372036854775807)
    WHERE device_key = new.device_key;
END;
CREATE TRIGGER command_moved AFTER UPDATE OF state ON command WHEN new.state <> old.state BEGIN
    UPDATE queue SET
        waiting = waiting + (new.state = 0) - (old.state = 0),
        in_flight = in_flight + (new.state = 1) - (old.state = 1),
        completed = completed + (new.state = 2) - (old.state = 2),
        dead = dead + (new.state = 3) - (old.state = 3),
        oldest = ifnull((SELECT enqueued FROM command WHERE device_key = new.device_key
                         AND state < 2 ORDER BY sequence LIMIT 1), 9223372036854775807)
    WHERE device_key = new.device_key;
END;
CREATE TRIGGER command_gone AFTER DELETE ON command BEGIN
    DELETE FROM command_content WHERE command = old.id;
    DELETE FROM command_event WHERE command = old.id;
    UPDATE queue SET
        waiting = waiting - (old.state = 0),
        in_flight = in_flight - (old.state = 1),
        completed = completed - (old.state = 2),
        dead = dead - (old.state = 3),
        oldest = ifnull((SELECT enqueued FROM command WHERE device_key = old.device_key
                         AND state < 2 ORDER BY sequence LIMIT 1), 9223372036854775807)
    WHERE device_key = old.device_key;
END;
CREATE TRIGGER queue_added AFTER INSERT ON queue WHEN new.listed BEGIN
    UPDATE queue_total SET listed = listed + 1;
END;
CREATE TRIGGER queue_moved
AFTER UPDATE OF waiting, in_flight, completed, dead, held_since ON queue BEGIN
    UPDATE queue_total SET
        listed = listed + new.listed - old.listed,
        waiting = waiting + new.waiting - old.waiting,
        in_flight = in_flight + new.in_flight - old.in_flight,
        completed = completed + new.completed - old.completed,
        dead = dead + new.dead - old.dead;
END;
CREATE TRIGGER queue_gone AFTER DELETE ON queue BEGIN
    UPDATE queue_total SET
        listed = listed - old.listed,
        waiting = waiting - old.waiting,
        in_flight = in_flight - old.in_flight,
        completed = completed - old.completed,
        dead = dead - old.dead;
END;

-- What became of commands, for back ends that asked to be told.
CREATE TABLE feedback (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    device_key     INTEGER NOT NULL,
    time           INTEGER NOT NULL,
    message_id     TEXT NOT NULL,
    status         INTEGER NOT NULL, -- 0 = success, else the reason of death
    delivery_count INTEGER NOT NULL DEFAULT 0,
    lock_token     TEXT NOT NULL DEFAULT '',
    lock_until     INTEGER
);
CREATE INDEX feedback_free ON feedback (id) WHERE lock_token = '';
CREATE INDEX feedback_by_lock ON feedback (lock_token) WHERE lock_token <> '';
CREATE INDEX feedback_by_time ON feedback (time);
CREATE INDEX feedback_by_device ON feedback (device_key);

-- The queue of an identity goes with it; a later generation has a key and a queue of its own.
CREATE TRIGGER identity_gone_queue AFTER DELETE ON identity BEGIN
    DELETE FROM command WHERE device_key = old.device_key;
    DELETE FROM queue WHERE device_key = old.device_key;
    DELETE FROM feedback WHERE device_key = old.device_key AND lock_token = '';
END;

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
    model_id          TEXT NOT NULL DEFAULT '' -- that the device named when it last connected
);
CREATE TRIGGER twin_of_a_removed_identity AFTER DELETE ON identity
BEGIN
    DELETE FROM twin WHERE device_key = old.device_key;
END;

-- Subscriptions of MQTT sessions that outlive their connection (OASIS MQTT 3.1.1 §3.1.2.4).
CREATE TABLE mqtt_session (
    device_key    INTEGER PRIMARY KEY,
    subscriptions BLOB NOT NULL -- protocol/mqtt/subscriptions.h
);
CREATE TRIGGER mqtt_session_of_a_removed_identity AFTER DELETE ON identity
BEGIN
    DELETE FROM mqtt_session WHERE device_key = old.device_key;
END;

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
CREATE INDEX upload_expiring ON upload (expires);

-- Uploads that were finished, for back ends to fetch.
CREATE TABLE file_notification (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    device_id      TEXT NOT NULL,
    blob_name      TEXT NOT NULL,
    blob_uri       TEXT NOT NULL,
    enqueued       INTEGER NOT NULL,
    delivery_count INTEGER NOT NULL DEFAULT 0,
    lock_token     TEXT,
    lock_until     INTEGER
);
CREATE INDEX file_notification_by_device ON file_notification (device_id, id);
