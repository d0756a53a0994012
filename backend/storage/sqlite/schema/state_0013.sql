-- state.db, schema 13: jobs of the admin API, and groups with any condition. Times are µs since 1970 UTC.

ALTER TABLE job ADD COLUMN origin INTEGER NOT NULL DEFAULT 0;   -- 0 the service API, 1 the admin API
ALTER TABLE job ADD COLUMN aim INTEGER NOT NULL DEFAULT 0;      -- 0 condition, 1 ids, 2 who failed in the job whose
                                                                -- id `condition` is
ALTER TABLE job ADD COLUMN id_count INTEGER NOT NULL DEFAULT 0; -- rows of job_id

ALTER TABLE job_work ADD COLUMN reason TEXT NOT NULL DEFAULT '';       -- of type 3
ALTER TABLE job_work ADD COLUMN confirmed INTEGER NOT NULL DEFAULT 0;  -- of type 4
ALTER TABLE job_work ADD COLUMN body BLOB;                             -- from here on of type 5
ALTER TABLE job_work ADD COLUMN properties BLOB;                       -- packed
ALTER TABLE job_work ADD COLUMN ack INTEGER NOT NULL DEFAULT 0;
ALTER TABLE job_work ADD COLUMN ttl_seconds INTEGER;                   -- NULL = the hub's

-- job.type: 0 twin update, 1 direct method, 2 enable, 3 disable, 4 delete, 5 command. 2 to 5 have origin 1.

-- Devices that a job names: whom it is about (aim 1), or whom it leaves out (aim 0).
CREATE TABLE job_id (
    job_key   INTEGER NOT NULL REFERENCES job (key),
    place     INTEGER NOT NULL, -- from 1 on
    device_id TEXT NOT NULL,
    PRIMARY KEY (job_key, place)
) WITHOUT ROWID;

-- A named device that is not registered has a row in device_job with its place, negated, as device_key.
ALTER TABLE device_job ADD COLUMN command INTEGER; -- of type 5: what was put into the queue
CREATE INDEX device_job_failed ON device_job (job_key, device_key) WHERE status = 3;

-- What a job of the admin API has done with a device stays as long as the job: one that deletes devices
-- would have nothing to show.
DROP TRIGGER identity_drops_device_jobs;
CREATE TRIGGER identity_drops_device_jobs AFTER DELETE ON identity BEGIN
    DELETE FROM device_job
    WHERE device_id = old.device_id AND device_key = old.device_key AND status >= 2
      AND (SELECT origin FROM job WHERE key = job_key) = 0;
END;

-- The device list by status.
CREATE INDEX identity_by_status ON identity (enabled, device_id) WHERE module_id = '';

-- Conditions of groups were tags.name = 'value' until here, in which a tag was compared as text, so that '3'
-- held for the number 3 too. Now they are conditions of the query language, in which text and number differ:
-- such a value is asked for as both. Names that are no plain words stand in brackets, and backslashes are
-- escaped.
UPDATE access_group SET condition = (
    SELECT path || ' = ''' || replace(quoted, '\', '\\') || ''''
           || iif(plain IN ('true', 'false')
                  OR (plain NOT GLOB '*[^0-9eE.+-]*' AND json_valid(plain)),
                  ' OR ' || path || ' = ' || plain, '')
    FROM (SELECT 'tags.' || iif(name GLOB '[A-Za-z_]*' AND name NOT GLOB '*[^A-Za-z0-9_]*',
                                name, '[[' || name || ']]') AS path,
                 quoted, replace(quoted, '''''', '''') AS plain
          FROM (SELECT substr(condition, 6, instr(condition, ' = ') - 6) AS name,
                       substr(condition, instr(condition, ' = ') + 4,
                              length(condition) - instr(condition, ' = ') - 4) AS quoted)))
WHERE condition <> '';
