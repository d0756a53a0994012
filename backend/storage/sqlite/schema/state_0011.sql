-- state.db, schema 11: jobs, and the part of each device in them. Times are µs since 1970 UTC.

CREATE TABLE job (
    key              INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of creation
    id               TEXT NOT NULL UNIQUE,
    created          INTEGER NOT NULL,
    type             INTEGER NOT NULL, -- 0 twin update, 1 direct method
    condition        TEXT NOT NULL,
    start            INTEGER NOT NULL,
    most_seconds     INTEGER NOT NULL, -- of running
    scope            TEXT,             -- its creator's tag condition; NULL = the whole fleet
    creator_kind     TEXT NOT NULL,
    creator          TEXT NOT NULL,
    creator_role     TEXT NOT NULL,
    creator_address  TEXT NOT NULL,
    -- From here on it changes.
    status           INTEGER NOT NULL, -- 0 waiting, 1 running, 2 completed, 3 failed, 4 cancelled
    began            INTEGER,
    ended            INTEGER,
    scanned          INTEGER NOT NULL, -- device_key up to which targets were looked for
    all_found        INTEGER NOT NULL,
    devices          INTEGER NOT NULL, -- these five are counted along, never by reading all parts
    pending          INTEGER NOT NULL,
    running          INTEGER NOT NULL,
    succeeded        INTEGER NOT NULL,
    failed           INTEGER NOT NULL,
    failure_reason   TEXT NOT NULL
);
-- What is asked of each device: apart, since it may be large and is read once.
CREATE TABLE job_work (
    job_key          INTEGER PRIMARY KEY REFERENCES job (key),
    text             TEXT NOT NULL, -- JSON, as it was sent
    tags             TEXT,          -- of a twin update, JSON; NULL = as they are
    desired          TEXT,
    method           TEXT NOT NULL, -- of a direct method
    payload          TEXT NOT NULL,
    response_seconds INTEGER NOT NULL,
    connect_seconds  INTEGER NOT NULL
);

CREATE INDEX job_open ON job (status DESC, start, key) WHERE status < 2;
CREATE INDEX job_ended ON job (ended, key) WHERE status >= 2;

CREATE TABLE device_job (
    job_key        INTEGER NOT NULL REFERENCES job (key),
    device_key     INTEGER NOT NULL,
    device_id      TEXT NOT NULL,
    module_id      TEXT NOT NULL,
    status         INTEGER NOT NULL, -- 0 pending, 1 running, 2 completed, 3 failed. A pending part of
                                     -- an ended job is canceled, and is not written again.
    created        INTEGER NOT NULL,
    updated        INTEGER NOT NULL,
    started        INTEGER,
    ended          INTEGER,
    method_status  INTEGER,
    method_payload TEXT NOT NULL,
    error_code     TEXT NOT NULL,
    error_text     TEXT NOT NULL,
    PRIMARY KEY (job_key, device_key)
) WITHOUT ROWID;
CREATE INDEX device_job_open ON device_job (job_key, status, device_key) WHERE status < 2;
CREATE INDEX device_job_under_way ON device_job (job_key, device_key) WHERE status = 1;
CREATE INDEX device_job_by_device ON device_job (device_id, job_key, device_key);

-- What a job has done with a device goes with it; what it has yet to do fails and says why.
CREATE TRIGGER identity_drops_device_jobs AFTER DELETE ON identity BEGIN
    DELETE FROM device_job
    WHERE device_id = old.device_id AND device_key = old.device_key AND status >= 2;
END;
