-- telemetry/YYYY-MM-DD.db, schema 1: one row per group commit and I/O thread, in arrival order.
-- The layout of data stands in storage/event_batch.h.

CREATE TABLE batch (
    first_sequence   INTEGER PRIMARY KEY, -- of its first message; the others follow without a gap
    row_count        INTEGER NOT NULL,
    first_time       INTEGER NOT NULL,    -- lowest and highest enqueued time, µs since 1970 UTC
    last_time        INTEGER NOT NULL,
    device_filter    INTEGER NOT NULL,    -- bit (device key mod 64) of every device in it
    partition_starts BLOB NOT NULL,       -- per partition, the sequence of its first message here
    data             BLOB NOT NULL        -- last, so that a skipped batch costs no overflow page
);
