-- state.db, schema 12: automatic configurations. Times are µs since 1970 UTC.

CREATE TABLE configuration (
    key              INTEGER PRIMARY KEY AUTOINCREMENT, -- in the order of creation
    id               TEXT NOT NULL UNIQUE,
    etag             INTEGER NOT NULL,
    schema_version   TEXT NOT NULL,
    labels           TEXT NOT NULL,    -- JSON object
    kind             INTEGER NOT NULL, -- 0 devices, 1 modules, 2 modules of edge devices
    content          TEXT NOT NULL,    -- JSON object with one member
    target_condition TEXT NOT NULL,
    priority         INTEGER NOT NULL,
    created          INTEGER NOT NULL,
    updated          INTEGER NOT NULL,
    metric_queries   TEXT NOT NULL,    -- JSON object: name and query
    system_results   TEXT NOT NULL,    -- JSON object: name and count
    metric_results   TEXT NOT NULL
);

-- Grows with each configuration that is made, changed or removed: an evaluation that began before
-- begins anew.
CREATE TABLE configuration_change (
    number INTEGER NOT NULL
);
INSERT INTO configuration_change (number) VALUES (0);

-- Whom the last evaluation found: a device or module, and the configurations that are for it. A row may
-- outlive its configuration until the twin was cleaned. Those of edge devices stand with the device.
CREATE TABLE twin_configuration (
    device_key        INTEGER NOT NULL,
    configuration_key INTEGER NOT NULL,
    applied           INTEGER NOT NULL, -- 0: it is overruled
    PRIMARY KEY (device_key, configuration_key)
) WITHOUT ROWID;
CREATE INDEX twin_configuration_count ON twin_configuration (configuration_key, applied);

-- What configurations have put into a twin's desired properties, and would take out again.
CREATE TABLE twin_setting (
    device_key INTEGER PRIMARY KEY,
    settings   TEXT NOT NULL -- JSON object
);

CREATE TRIGGER identity_drops_configurations AFTER DELETE ON identity BEGIN
    DELETE FROM twin_configuration WHERE device_key = old.device_key;
    DELETE FROM twin_setting WHERE device_key = old.device_key;
END;
