-- Tags at any depth, for queries. `name` is a path now: keys have no dots. Until here device_tag had the
-- tags at the top level, without what kind of value it is.

ALTER TABLE device_tag ADD COLUMN kind INTEGER NOT NULL DEFAULT 1; -- 1 text, 2 number, 3 boolean
ALTER TABLE device_tag ADD COLUMN number REAL;                     -- of kind 2
CREATE INDEX device_tag_number ON device_tag (name, number, device_key) WHERE number IS NOT NULL;

-- Objects, arrays and null: they are there, but equal nothing.
CREATE TABLE device_tag_other (
    device_key INTEGER NOT NULL,
    name       TEXT NOT NULL,
    PRIMARY KEY (device_key, name)
) WITHOUT ROWID;

CREATE TEMP TABLE tag_leaf AS
WITH RECURSIVE leaf (device_key, name, type, value) AS (
    SELECT identity.device_key, tag.key, tag.type, tag.value
    FROM identity, json_each(identity.tags) AS tag
    UNION ALL
    SELECT leaf.device_key, leaf.name || '.' || tag.key, tag.type, tag.value
    FROM leaf, json_each(leaf.value) AS tag WHERE leaf.type = 'object'
)
SELECT * FROM leaf;

UPDATE device_tag SET
    kind = CASE leaf.type WHEN 'text' THEN 1 WHEN 'true' THEN 3 WHEN 'false' THEN 3 ELSE 2 END,
    number = CASE WHEN leaf.type IN ('integer', 'real') THEN CAST(leaf.value AS REAL) END
FROM temp.tag_leaf AS leaf
WHERE leaf.device_key = device_tag.device_key AND leaf.name = device_tag.name;

INSERT OR IGNORE INTO device_tag (name, value, device_key, kind, number)
SELECT name,
    CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(value AS TEXT) END,
    device_key,
    CASE type WHEN 'text' THEN 1 WHEN 'true' THEN 3 WHEN 'false' THEN 3 ELSE 2 END,
    CASE WHEN type IN ('integer', 'real') THEN CAST(value AS REAL) END
FROM temp.tag_leaf AS leaf
WHERE type NOT IN ('object', 'array', 'null')
AND NOT EXISTS (SELECT 1 FROM device_tag WHERE device_tag.device_key = leaf.device_key
                AND device_tag.name = leaf.name);

INSERT OR IGNORE INTO device_tag_other (device_key, name)
SELECT device_key, name FROM temp.tag_leaf WHERE type IN ('object', 'array', 'null');

DROP TABLE temp.tag_leaf;

-- How many devices and modules there are, so that nobody has to count a million of them. Written by
-- these triggers and by nothing else.
CREATE TABLE identity_total (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    devices  INTEGER NOT NULL,
    modules  INTEGER NOT NULL,
    disabled INTEGER NOT NULL -- of the devices
);
INSERT INTO identity_total
SELECT 1, count(*) FILTER (WHERE module_id = ''), count(*) FILTER (WHERE module_id <> ''),
    count(*) FILTER (WHERE module_id = '' AND enabled = 0)
FROM identity;
CREATE TRIGGER identity_added AFTER INSERT ON identity BEGIN
    UPDATE identity_total SET
        devices = devices + (new.module_id = ''),
        modules = modules + (new.module_id <> ''),
        disabled = disabled + (new.module_id = '' AND new.enabled = 0);
END;
CREATE TRIGGER identity_enabled AFTER UPDATE OF enabled ON identity
WHEN new.enabled <> old.enabled AND new.module_id = '' BEGIN
    UPDATE identity_total SET disabled = disabled + old.enabled - new.enabled;
END;
CREATE TRIGGER identity_gone AFTER DELETE ON identity BEGIN
    UPDATE identity_total SET
        devices = devices - (old.module_id = ''),
        modules = modules - (old.module_id <> ''),
        disabled = disabled - (old.module_id = '' AND old.enabled = 0);
END;
